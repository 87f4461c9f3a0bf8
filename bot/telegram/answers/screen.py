"""The messages in which one answer stands, and the call that brings them up to date. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiogram.methods import DeleteMessage, EditMessageText, SendMessage, SendRichMessage, TelegramMethod
from aiogram.types import (
    InlineKeyboardMarkup,
    InputRichMessage,
    MessageEntity,
)

from bot.core.entities import RichText
from bot.telegram.outgoing.lost_sends import Fits, fits
from bot.telegram.outgoing.messages import NO_PREVIEW, reply_parameters
from bot.telegram.outgoing.seen_messages import Candidates


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer appears; `reply_to` is the question's message where the answer should point at it."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What one message shows: a page, or Markdown for a `rich` message in its place."""

    page: RichText
    keyboard: InlineKeyboardMarkup | None = None
    rich: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """The call that makes message number `index` show `view`; `view` None deletes it."""

    index: int
    view: View | None
    method: TelegramMethod[Any] = field(repr=False)
    candidate: int | None = None  # the message that may be the lost one, and is if the call takes effect

    @property
    def sends(self) -> bool:
        """Whether the call makes a new message."""
        return isinstance(self.method, SendMessage | SendRichMessage)


@dataclass(slots=True)
class _Shown:
    message_id: int
    view: View | None


class Screen:
    """Knows which messages stand and what they show.

    `known` are messages that stand already, shown by an earlier process or for another version. Behind them a
    message may stand whose sending was never confirmed: it is looked for among the `candidates`, by edits,
    before another one is sent.
    """

    def __init__(
        self, target: Target, known: Sequence[int] = (), candidates: Candidates | None = None
    ) -> None:
        self.target = target
        self.plain = False
        self._shown = [_Shown(message_id, None) for message_id in known]
        self._candidates = candidates or Candidates()

    @property
    def is_empty(self) -> bool:
        """Whether no message stands."""
        return not self._shown

    @property
    def may_show(self) -> bool:
        """Whether a message stands or may stand."""
        return bool(self._shown or self._candidates.numbers)

    @property
    def message_ids(self) -> list[int]:
        """The messages that stand, first part first."""
        return [shown.message_id for shown in self._shown]

    def is_inherited(self, index: int) -> bool:
        """Whether this message stands already, but has not shown anything of this answer."""
        return index < len(self._shown) and self._shown[index].view is None

    def next_call(self, views: Sequence[View], *, final: bool = False) -> Call | None:
        """Return the call for the first message that does not show what it should; None if all do.

        What a shorter text leaves over is deleted in the end: until then it may still be needed.
        """
        for index, view in enumerate(views):
            if index >= len(self._shown):
                return self._sought(index, view) or Call(index, view, self._send(view, first=index == 0))
            if self._shown[index].view != view:
                return Call(index, view, self._edit(self._shown[index].message_id, view))
        if not views or not final:
            return None
        # A lost message that is not needed any more is found like any other, and then deleted. To delete what
        # may be it would be wrong: in a private chat bots can delete what the person wrote.
        return self._superfluous(len(views)) or self._sought(len(self._shown), views[-1])

    def landed(self, call: Call, message_id: int | None = None) -> None:
        """Note that a call took effect; a send says which message it made."""
        made = call.candidate or message_id
        if call.view is None:
            del self._shown[call.index]
        elif made is not None:
            self._candidates = Candidates()
            self._shown.append(_Shown(made, call.view))
        else:
            self._shown[call.index].view = call.view

    def judge(self, call: Call) -> Fits | None:
        """Return what tells whether the message that a call tries is the lost one; None: it tries none."""
        if call.candidate is None:
            return None
        return fits(self.target.thread_id, None if call.index else self.target.reply_to)

    def seek(self, candidates: Candidates) -> None:
        """Note that the message sent last may be one of these."""
        self._candidates = candidates

    def missed(self, *, is_empty: bool) -> None:
        """Note that the candidate tried is not the message sought; `is_empty`: there is no such message."""
        self._candidates.missed(is_empty=is_empty)

    def drop(self, index: int) -> None:
        """Note that one message is gone: its text moves on to the next one, the last is sent anew."""
        del self._shown[index]

    def forget(self, index: int, home: int) -> None:
        """Note that messages from here on are out of reach: the text is sent anew from there, in `home`."""
        if home != self.target.chat_id:
            self.target = replace(self.target, chat_id=home, reply_to=None)
        del self._shown[index:]
        self._candidates = Candidates()

    def _sought(self, index: int, view: View) -> Call | None:
        if not self._candidates.numbers:
            return None
        candidate = self._candidates.numbers[0]
        return Call(index, view, self._edit(candidate, view), candidate)

    def _superfluous(self, wanted: int) -> Call | None:
        if len(self._shown) <= wanted:
            return None
        method = DeleteMessage(chat_id=self.target.chat_id, message_id=self._shown[wanted].message_id)
        return Call(wanted, None, method)

    def _send(self, view: View, *, first: bool) -> SendMessage | SendRichMessage:
        reply = reply_parameters(self.target.reply_to) if first else None
        if view.rich is not None:
            return SendRichMessage(
                chat_id=self.target.chat_id,
                message_thread_id=self.target.thread_id,
                rich_message=_rich(view.rich),
                reply_markup=view.keyboard,
                reply_parameters=reply,
            )
        return SendMessage(
            chat_id=self.target.chat_id,
            message_thread_id=self.target.thread_id,
            text=view.page.text,
            entities=self._entities(view.page),
            reply_markup=view.keyboard,
            link_preview_options=NO_PREVIEW,
            reply_parameters=reply,
        )

    def _edit(self, message_id: int, view: View) -> EditMessageText:
        if view.rich is not None:
            return EditMessageText(
                chat_id=self.target.chat_id,
                message_id=message_id,
                rich_message=_rich(view.rich),
                reply_markup=view.keyboard,
            )
        return EditMessageText(
            chat_id=self.target.chat_id,
            message_id=message_id,
            text=view.page.text,
            entities=self._entities(view.page),
            reply_markup=view.keyboard,
            link_preview_options=NO_PREVIEW,
        )

    def _entities(self, page: RichText) -> list[MessageEntity] | None:
        return None if self.plain else entities_of(page)


def entities_of(page: RichText) -> list[MessageEntity]:
    """Return the entities as aiogram sends them."""
    return [
        MessageEntity(type=e.type, offset=e.offset, length=e.length, url=e.url, language=e.language)
        for e in page.entities
    ]


def _rich(markdown: str) -> InputRichMessage:
    # A detected address that Telegram finds invalid would refuse the whole (RICH_MESSAGE_EMAIL_INVALID).
    return InputRichMessage(markdown=markdown, skip_entity_detection=True)


def views_of(pages: Sequence[RichText], keyboard: InlineKeyboardMarkup | None) -> list[View]:
    """Return a view for each page; the keyboard stands under the last."""
    last = len(pages) - 1
    return [View(page, keyboard if number == last else None) for number, page in enumerate(pages)]
