"""Control over HTTP, for people who run the demo without a page: small, JSON, loopback only.

GET /control/chats, /control/history?chat=…, /control/calls; POST /control/send {"person", "text", "chat"?,
"topic"?, "reply_to"?}, /control/press {"person", "chat"?, "message_id", "button"}, /control/edit,
/control/delete {"person", "chat"?, "message_id", "text"?}, /control/fault {a Fault's fields},
/control/clear_faults. A chat is named by id or title (default: the person's own), a person by id or name.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from bot.sandbox.telegram.faults import Fault
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import Chat
from bot.sandbox.telegram.viewer import NotSeenError
from bot.sandbox.telegram.wire import Json

# A page of another origin can send forms and plain text unasked, but not this type (Fetch standard, CORS).
REQUIRED_TYPE = "application/json"


def add_control(
    application: web.Application, state: TelegramState, people: Callable[[], Sequence[Person]]
) -> None:
    """Add the control routes to an application; `people` are those who can be told what to do."""
    control = _Control(state, people)
    for name in ("chats", "history", "calls"):
        application.router.add_get(f"/control/{name}", _json(getattr(control, name)))
    for name in ("send", "press", "edit", "delete", "fault", "clear_faults"):
        application.router.add_post(f"/control/{name}", _json(getattr(control, name)))


def _json(act: Callable[[Json], Awaitable[Any]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        if request.method == "POST" and request.content_type != REQUIRED_TYPE:
            return web.json_response({"error": f"send {REQUIRED_TYPE}"}, status=415)
        try:
            asked = await request.json() if request.can_read_body else dict(request.query)
            result = await act(asked)
        except (KeyError, TypeError, ValueError, NotSeenError, AssertionError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(result, dumps=lambda value: json.dumps(value, ensure_ascii=False))

    return handler


class _Control:
    def __init__(self, state: TelegramState, people: Callable[[], Sequence[Person]]) -> None:
        self._state = state
        self._people = people

    async def chats(self, _: Json) -> list[Json]:
        found = []
        for chat in self._state.world.chats.values():
            people = [member.user.wire() for member in chat.members.values()]
            topics = [{"name": topic.name, "id": topic.thread_id} for topic in chat.topics.values()]
            found.append(chat.wire() | {"members": people, "topics": topics})
        return found

    async def history(self, asked: Json) -> list[Json]:
        chat = self._chat(asked)
        thread_id = chat.topic(asked["topic"]).thread_id if "topic" in asked else None
        return [message.wire() for message in self._state.archive.history(chat, thread_id)]

    async def calls(self, _: Json) -> list[Json]:
        return [call.as_json() for call in self._state.calls]

    async def send(self, asked: Json) -> Json:
        chat = self._chat(asked)
        reply = self._message(chat, asked["reply_to"]) if "reply_to" in asked else None
        person = self._person(asked)
        sent = await person.sends(asked["text"], in_=chat, topic=asked.get("topic"), reply_to=reply)
        return sent.wire()

    async def press(self, asked: Json) -> Json:
        message = self._message(self._chat(asked), asked["message_id"])
        answer = await self._person(asked).presses(asked["button"], on=message)
        return {"text": answer.text, "alert": answer.alert}

    async def edit(self, asked: Json) -> Json:
        message = self._message(self._chat(asked), asked["message_id"])
        return (await self._person(asked).edits(message, asked["text"])).wire()

    async def delete(self, asked: Json) -> bool:
        await self._person(asked).deletes(self._message(self._chat(asked), asked["message_id"]))
        return True

    async def fault(self, asked: Json) -> bool:
        self._state.faults.add(Fault(**asked))
        return True

    async def clear_faults(self, _: Json) -> bool:
        self._state.faults.clear()
        return True

    def _person(self, asked: Json) -> Person:
        wanted = str(asked["person"])
        for person in self._people():
            if wanted in {str(person.id), person.user.first_name}:
                return person
        raise KeyError(wanted)

    def _chat(self, asked: Json) -> Chat:
        if "chat" not in asked:
            return self._person(asked).chat
        wanted = str(asked["chat"])
        for chat in self._state.world.chats.values():
            if wanted in {str(chat.id), chat.title}:
                return chat
        raise KeyError(wanted)

    def _message(self, chat: Chat, message_id: int) -> Message:
        found = self._state.archive.find(chat, int(message_id))
        if found is None:
            raise KeyError(message_id)
        return found
