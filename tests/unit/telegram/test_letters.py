"""Letters as they are stored."""

from aiogram.methods import SendMessage
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.core.letters import Letter
from bot.telegram.outgoing.letters import Letters, message_of
from bot.telegram.outgoing.messages import NO_PREVIEW

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Модель", callback_data="set:model")]]
)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.none() | st.integers(1, 2**31),
    st.none() | st.integers(1, 2**31),
    st.sampled_from([None, KEYBOARD, ForceReply(), ForceReply(selective=True, input_field_placeholder="Ты")]),
)
def test_a_stored_letter_is_the_message_that_was_written(
    text: str, thread_id: int | None, reply_to: int | None, markup: InlineKeyboardMarkup | ForceReply | None
) -> None:
    """Text, topic, reply and keyboard come out of the file as they went in."""
    reply = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True) if reply_to else None
    message = SendMessage(
        chat_id=-5, message_thread_id=thread_id, text=text, reply_markup=markup, reply_parameters=reply,
        link_preview_options=NO_PREVIEW,
    )  # fmt: skip
    letters = Letters()
    letters.write([message])
    [draft] = letters.drafts()
    read = message_of(Letter(1, draft.chat_id, draft.body, 0.0))
    assert (read.chat_id, read.text, read.message_thread_id) == (-5, text, thread_id)
    assert read.reply_markup == markup
    assert read.reply_parameters is None or read.reply_parameters.message_id == reply_to
    assert (read.reply_parameters is None) == (reply_to is None)
    assert read.link_preview_options == NO_PREVIEW


def test_a_letter_that_moved_points_at_no_message() -> None:
    """In the supergroup that a group became, the number replied to belongs to another message."""
    letters = Letters()
    letters.write([SendMessage(chat_id=-5, text="Слово", reply_parameters=ReplyParameters(message_id=7))])
    [draft] = letters.drafts()
    read = message_of(Letter(1, -1_000_000_000_005, draft.body, 0.0))
    assert read.chat_id == -1_000_000_000_005
    assert read.reply_parameters is None
