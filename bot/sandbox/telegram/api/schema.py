"""Which parameters each method takes, and of which kind (Bot API 10.3).

Kinds: int, str, bool, chat (a number or @username), object and array (JSON), file (an upload or a string).
Methods are listed as Telegram spells them; they are matched without regard to case.
"""

from typing import Final

from bot.sandbox.telegram.wire import words

_SEND: Final = (
    "chat_id:chat business_connection_id:str message_thread_id:int direct_messages_topic_id:int "
    "parse_mode:str disable_notification:bool protect_content:bool allow_paid_broadcast:bool "
    "message_effect_id:str suggested_post_parameters:object reply_parameters:object reply_markup:object "
    "reply_to_message_id:int allow_sending_without_reply:bool "
)
_CAPTION: Final = (
    "caption:str caption_entities:array show_caption_above_media:bool has_spoiler:bool thumbnail:file "
    "disable_content_type_detection:bool "
)
_EDIT: Final = (
    "business_connection_id:str chat_id:chat message_id:int inline_message_id:str reply_markup:object "
)
_COMMANDS: Final = "scope:object language_code:str "

_METHODS: Final = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:array",
    "setWebhook": "url:str certificate:file ip_address:str max_connections:int allowed_updates:array "
    "drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SEND
    + "text:str entities:array link_preview_options:object disable_web_page_preview:bool",
    "sendRichMessage": _SEND.replace("parse_mode:str ", "")
    + "rich_message:object ephemeral_message_parameters:object",
    "sendPhoto": _SEND + _CAPTION + "photo:file",
    "sendDocument": _SEND + _CAPTION + "document:file",
    "sendChatAction": "business_connection_id:str chat_id:chat message_thread_id:int action:str",
    "sendMessageDraft": "chat_id:int draft_id:int text:str parse_mode:str entities:array "
    "message_thread_id:int can_stop:bool keep_on_stop:bool",
    "editMessageText": _EDIT + "text:str parse_mode:str entities:array link_preview_options:object "
    "disable_web_page_preview:bool rich_message:object",
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": "chat_id:chat message_id:int",
    "deleteMessages": "chat_id:chat message_ids:array",
    "pinChatMessage": "business_connection_id:str chat_id:chat message_id:int disable_notification:bool",
    "answerCallbackQuery": "callback_query_id:str text:str show_alert:bool url:str cache_time:int",
    "setMyCommands": _COMMANDS + "commands:array",
    "getMyCommands": _COMMANDS,
    "deleteMyCommands": _COMMANDS,
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "getChat": "chat_id:chat",
    "getChatMember": "chat_id:chat user_id:int",
    "getChatAdministrators": "chat_id:chat return_bots:bool",
    "leaveChat": "chat_id:chat",
    "getFile": "file_id:str",
}


def _fields(spelled: str) -> dict[str, str]:
    pairs = (field.partition(":") for field in spelled.split())
    return {name: kind for name, _, kind in pairs}


NAMES: Final = {name.lower(): name for name in _METHODS}
SCHEMA: Final = {name: _fields(spelled) for name, spelled in _METHODS.items()}

# The fields of the objects inside, where a bot could misspell one.
OBJECTS: Final = {
    "reply_parameters": words(
        "message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities "
        "quote_position checklist_task_id poll_option_id ephemeral_message_id"
    ),
    "link_preview_options": words("is_disabled url prefer_small_media prefer_large_media show_above_text"),
    "reply_markup": words(
        "inline_keyboard force_reply keyboard is_persistent resize_keyboard one_time_keyboard "
        "input_field_placeholder selective remove_keyboard"
    ),
    "entities": words("type offset length url user language custom_emoji_id unix_time date_time_format"),
    "button": words(
        "text icon_custom_emoji_id style url callback_data web_app login_url switch_inline_query "
        "switch_inline_query_current_chat switch_inline_query_chosen_chat copy_text callback_game pay "
        "disabled"
    ),
    "rich_message": words("html markdown blocks media is_rtl skip_entity_detection"),
    "scope": words("type chat_id user_id"),
    "commands": words("command description is_ephemeral"),
}
