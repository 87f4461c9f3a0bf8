"""What happened, in order: for the story of a question that went wrong, and for the time of resumptions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.gigachat import Exchange
from bot.sandbox.telegram import Message, TelegramDouble
from tests.chaos.evidence import marks_in
from tests.chaos.town import asked_in

SHOWN_OF_TEXT = 70


@dataclass(frozen=True, slots=True)
class Lived:
    """One life of the bot, loop times."""

    begun: float
    ended: float
    death: str
    status: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `number` is the question's, None where it is nobody's."""

    at: float
    number: int | None
    text: str


@dataclass
class Diary:
    """Doings and lives, loop times."""

    entries: list[Entry] = field(default_factory=list)
    lives: list[Lived] = field(default_factory=list)


def story_of(number: int, diary: Diary, telegram: TelegramDouble, exchanges: Iterable[Exchange]) -> list[str]:
    """Return all that concerns a question, a line each, with the deaths in between."""
    told = [entry for entry in diary.entries if entry.number == number]
    told += [Entry(e.at, number, _asking(e)) for e in exchanges if number_asked(e) == number]
    messages: set[tuple[Any, Any]] = set()
    for call in telegram.calls:
        text = str(call.params.get("text", ""))
        place = (
            call.chat_id,
            (call.result or {}).get("message_id") if isinstance(call.result, dict) else None,
        )
        concerns = number in {mark.number for mark in marks_in(text)}
        if concerns and place[1] is not None:
            messages.add(place)
        if concerns or (call.chat_id, int(call.params.get("message_id") or 0)) in messages:
            shown = f"message {place[1] or call.params.get('message_id')}"
            said = f"{call.method} {shown} -> {call.status} {call.description or ''} {_shortened(text)}"
            told.append(Entry(call.at, number, said))
    if not told:
        return ["nothing is known of it"]
    first = min(entry.at for entry in told)
    for life in diary.lives:
        # Lives in which nothing happened to it are left out.
        if any(life.begun <= entry.at <= life.ended + 1 for entry in told if entry.number == number):
            told.append(Entry(life.begun, None, "-- the bot starts"))
            told.append(Entry(life.ended, None, f"-- the bot ends with {life.status}: {life.death}"))
    return [f"{entry.at - first:8.3f}  {entry.text}" for entry in sorted(told, key=lambda each: each.at)]


def _asking(exchange: Exchange) -> str:
    how = exchange.fault or ("aborted" if exchange.aborted else "finished" if exchange.finished else "open")
    ended = f"{exchange.ended_at - exchange.at:.3f} s" if exchange.ended_at else "never ended"
    return f"GigaChat is asked: {exchange.status}, {how}, {ended}, {_shortened(exchange.text)}"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= SHOWN_OF_TEXT else f"{text[:25]} … {text[-40:]}")


def number_asked(exchange: Exchange) -> int | None:
    """Return the number of the question that a request asks."""
    if exchange.endpoint != "chat" or not isinstance(exchange.body, dict):
        return None
    said = exchange.body.get("messages", [])
    return asked_in(tuple((each["role"], each["content"]) for each in said))[1]


def resumptions(
    diary: Diary, messages: Iterable[Message], telegram: TelegramDouble, exchanges: Iterable[Exchange]
) -> list[tuple[float, int]]:
    """Return how long each answer that a death had cut took after the start that ended it, and its number.

    In seconds from the start, without the time from the first to the last moment at which GigaChat was at it.
    Answers in chats where Telegram made difficulties after that start are left out.
    """
    asked: dict[int | None, list[Exchange]] = {}
    for exchange in exchanges:
        asked.setdefault(number_asked(exchange), []).append(exchange)
    hindered = [(call.chat_id, call.at) for call in telegram.calls if call.status != 200]
    found = []
    for message in messages:
        for begun, ended in _growths(message):
            life = next((one for one in diary.lives if one.begun <= ended <= one.ended), None)
            number = next((m.number for state in message.history for m in marks_in(state.text)), None)
            if life is None or begun >= life.begun or number is None:
                continue
            if any(chat == message.chat.id and life.begun <= at <= ended for chat, at in hindered):
                continue
            own = [e for e in asked.get(number, []) if life.begun <= e.at <= ended and e.ended_at]
            model = max(e.ended_at or e.at for e in own) - min(e.at for e in own) if own else 0.0
            found.append((ended - life.begun - model, number))
    return found


def _growths(message: Message) -> list[tuple[float, float]]:
    """Return from when to when a message offered to stop."""
    found, begun = [], None
    for state in message.history:
        rows = state.keyboard["inline_keyboard"] if state.keyboard else []
        grows = any("■" in button["text"] for row in rows for button in row)
        if grows and begun is None:
            begun = state.at
        elif not grows and begun is not None:
            found.append((begun, state.at))
            begun = None
    return found
