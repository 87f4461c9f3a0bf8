"""What a person in the browser does in a conversation: each order is one action of theirs."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.sandbox.telegram import Attachment, Chat, Message, Person, TelegramDouble, User
from bot.sandbox.telegram.wire import Json

IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})

Order = Callable[[Json], Awaitable[Any]]


class Orders:
    """Orders by name; a wrong one raises KeyError, TypeError, ValueError or AssertionError."""

    def __init__(self, telegram: TelegramDouble) -> None:
        self._telegram = telegram
        self.named: dict[str, Order] = {
            "send": self._send,
            "edit": self._edit,
            "delete": self._delete,
            "press": self._press,
            "stop": self._stop,
            "commands": self._commands,
        }

    async def _send(self, order: Json) -> Json:
        chat = self.chat(order["chat"])
        reply = self.message(chat, order["reply"]) if order.get("reply") else None
        sent = await self.person(order).sends(
            str(order.get("text", "")),
            in_=chat,
            topic=order.get("thread"),
            reply_to=reply,
            file=_attachment(order.get("file")),
            mentions=self._mentions(order),
        )
        return {"message": sent.message_id}

    async def _edit(self, order: Json) -> None:
        message = self.message(self.chat(order["chat"]), order["message"])
        text = str(order["text"]).strip()
        if text and text != message.text:
            await self.person(order).edits(message, text)

    async def _delete(self, order: Json) -> None:
        await self.person(order).deletes(self.message(self.chat(order["chat"]), order["message"]))

    async def _press(self, order: Json) -> Json:
        message = self.message(self.chat(order["chat"]), order["message"])
        return {"press": self.person(order).taps(str(order["button"]), on=message).id}

    async def _stop(self, order: Json) -> None:
        shown = {draft.draft_id: draft for draft in self._telegram.drafts(self.chat(order["chat"]))}
        await self.person(order).stops_draft(shown[order["draft"]])

    async def _commands(self, order: Json) -> list[Json]:
        return self._telegram.profile.seen_by(self.person(order).user, self.chat(order["chat"]))

    def person(self, order: Json) -> Person:
        """Return who gives the order."""
        return self.known(order["person"])

    def known(self, user_id: int) -> Person:
        """Return the person with this id."""
        return {person.id: person for person in self._telegram.people}[user_id]

    def chat(self, chat_id: int) -> Chat:
        """Return the chat with this id."""
        return self._telegram.world.chats[chat_id]

    def message(self, chat: Chat, message_id: int) -> Message:
        """Return a message that the chat shows."""
        found = self._telegram.archive.find(chat, message_id)
        if found is None:
            raise KeyError(f"no message {message_id}")
        return found

    def _mentions(self, order: Json) -> dict[str, User]:
        text, users = str(order.get("text", "")), self._telegram.world.users
        asked = dict(order.get("mentions") or {})
        return {piece: users[int(user_id)] for piece, user_id in asked.items() if piece in text}


def _attachment(file: Json | None) -> Attachment | None:
    if not file:
        return None
    mime, name = str(file["mime"]), str(file["name"])
    kind = "photo" if mime in IMAGES and not file.get("as_document") else "document"
    return Attachment(kind, base64.b64decode(file["base64"], validate=True), name, mime)
