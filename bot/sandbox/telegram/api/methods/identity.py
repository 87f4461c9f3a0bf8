"""What the bot asks and says about itself."""

import re
from typing import Any, Final

from bot.sandbox.telegram.api.params import Params
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.profile import LIMITS, scope_key
from bot.sandbox.telegram.wire import Json, words

MOST_COMMANDS: Final = 100  # schema of setMyCommands
_COMMAND: Final = re.compile(r"^[a-z0-9_]{1,32}$")
_SCOPES: Final = words(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member"
)
_NO_SUCH_SCOPE: Final = "can't parse BotCommandScope: Unsupported type specified"


def get_me(state: TelegramState, _: Params) -> Json:
    """Return the bot's own User."""
    return state.bot.wire() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": False,
        "supports_guest_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def _agree(_: TelegramState, __: Params) -> bool:
    return True


def _place(state: TelegramState, params: Params) -> tuple[str, str]:
    scope = params.mapping("scope")
    if scope is not None and scope.get("type") not in _SCOPES:
        raise bad_request(_NO_SUCH_SCOPE)
    if scope is not None and "chat_id" in scope:
        state.world.resolve(scope["chat_id"])
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    return scope_key(scope), language


def set_my_commands(state: TelegramState, params: Params) -> bool:
    """Store the commands of one scope and language."""
    commands = params.array("commands")
    if commands is None:
        raise bad_request("can't parse commands: expected an Array")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    place = _place(state, params)
    state.profile.commands[place] = commands
    state.emit("commands", None, {"scope": place[0], "language": place[1], "commands": commands})
    return True


def _check_command(command: Any) -> None:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    if not _COMMAND.match(str(command.get("command", "")).removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def get_my_commands(state: TelegramState, params: Params) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    return state.profile.commands.get(_place(state, params), [])


def delete_my_commands(state: TelegramState, params: Params) -> bool:
    """Forget the commands of one scope and language."""
    place = _place(state, params)
    state.profile.commands.pop(place, None)
    state.emit("commands", None, {"scope": place[0], "language": place[1], "commands": []})
    return True


def _set_text(state: TelegramState, params: Params) -> bool:
    name = _field(params.method)
    text = params.text(name)
    if len(text) > LIMITS[name]:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    state.profile.texts[name, params.text("language_code")] = text
    return True


def _get_text(state: TelegramState, params: Params) -> Json:
    name = _field(params.method)
    said = state.profile.text(name, params.text("language_code"))
    return {name: said or (state.bot.first_name if name == "name" else "")}


def _field(method: str) -> str:
    words = re.sub(r"(?<!^)([A-Z])", r"_\1", method[len("setMy") :]).lower()
    return words.removeprefix("_")


METHODS: Final = {
    "getMe": get_me,
    "logOut": _agree,
    "close": _agree,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set_text,
    "setMyDescription": _set_text,
    "setMyShortDescription": _set_text,
    "getMyName": _get_text,
    "getMyDescription": _get_text,
    "getMyShortDescription": _get_text,
}
