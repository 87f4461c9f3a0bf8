"""What people do while the bot dies again and again. Everything is drawn from one seed."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from bot.sandbox.telegram import Message, Person
from tests.chaos.evidence import Asked, Evidence, Place, marks_in
from tests.chaos.town import WORDS, Spot, Town

PAUSE = 0.3  # seconds between two doings, on average
# How many questions of a conversation may wait; one that is older than this (s) is no longer counted.
WAITING = 3
FORGOTTEN_AFTER = 120.0
RECENT = 5


class Load:
    """People at work; what they ask for is noted in the evidence, what they do in the diary.

    While the bot is `busy` they ask for no further answers.
    """

    def __init__(
        self,
        town: Town,
        evidence: Evidence,
        seed: str,
        now: Callable[[], float],
        note: Callable[..., None],
        busy: Callable[[], bool],
    ) -> None:
        self._town = town
        self._evidence = evidence
        self._seed = seed
        self._step = 0
        self._rng = Random()
        self._now = now
        self._note = note
        self._busy = busy
        self._recent: dict[Spot, deque[tuple[Asked, Message, Person]]] = {
            spot: deque(maxlen=RECENT) for spot in town.spots
        }
        self._doings: dict[Callable[[Spot, Person], Coroutine[Any, Any, None]], int] = {
            self.asks: 48,
            self.asks_about_an_answer: 6,
            self.edits: 8,
            self.stops: 8,
            self.says_stop: 3,
            self.retries: 9,
            self.continues: 8,
            self.pages: 6,
            self.starts_afresh: 2,
            self.wants_help: 5,
        }

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            self._step += 1
            # A generator for each step: one that comes out otherwise this time does not change the others.
            self._rng = Random(f"{self._seed}/load/{self._step}")
            await asyncio.sleep(self._rng.expovariate(1 / PAUSE))
            await self.once()

    async def once(self) -> None:
        """Let somebody do something."""
        spot = self._rng.choice(self._town.spots)
        person = self._rng.choice(spot.people)
        doing = self._rng.choices(list(self._doings), list(self._doings.values()))[0]
        patient = doing in {self.stops, self.says_stop, self.starts_afresh, self.wants_help}
        if patient or not self._busy():
            await doing(spot, person)

    async def asks(self, spot: Spot, person: Person, reply_to: Message | None = None) -> None:
        """Ask, unless enough questions wait here."""
        text = self._words()
        if len([each for each, _, _ in self._recent[spot] if self._waits(spot, each)]) >= WAITING:
            return
        number = len(self._evidence.asked) + 1
        said = self._question(spot, number, 0, text)
        message = await person.sends(said, in_=spot.chat, topic=spot.topic, reply_to=reply_to)
        asked = Asked(number, Place(message.chat.id, message.message_id), self._now())
        self._evidence.asked.append(asked)
        self._recent[spot].append((asked, message, person))
        self._note(number, f"{person.user.first_name} asks in {spot.home.id}, message {message.message_id}")

    async def asks_about_an_answer(self, spot: Spot, person: Person) -> None:
        """Ask in a reply to what the bot has said."""
        await self.asks(spot, person, self._one_of(spot))

    async def edits(self, spot: Spot, _: Person) -> None:
        """Change one of the newest questions."""
        text = self._words()
        if not self._recent[spot]:
            return
        asked, message, asker = self._rng.choice(list(self._recent[spot]))
        asked.revisions += 1
        await asker.edits(message, self._question(spot, asked.number, asked.revisions, text))
        self._note(asked.number, f"{asker.user.first_name} edits the question, revision {asked.revisions}")

    async def stops(self, spot: Spot, person: Person) -> None:
        """Press Stop under what grows, or in a draft."""
        drafts = [draft for draft in self._town.telegram.drafts(spot.home) if draft.can_stop]
        if drafts:
            self._note(None, f"{person.user.first_name} stops draft {drafts[-1].draft_id}")
            await person.stops_draft(drafts[-1])
            self._evidence.stops.append((spot.home.id, self._now()))
        else:
            self._press(spot, person, "■")

    async def retries(self, spot: Spot, person: Person) -> None:
        """Press Retry, now and then twice."""
        pressed = self._press(spot, person, "↻")
        if pressed and self._rng.random() < 0.2:
            self._note(None, f"{person.user.first_name} presses ↻ twice")
            person.pushes("↻", on=pressed)

    async def continues(self, spot: Spot, person: Person) -> None:
        """Press Continue."""
        self._press(spot, person, "▸")

    async def pages(self, spot: Spot, person: Person) -> None:
        """Look at another version."""
        self._press(spot, person, self._rng.choice("‹›"))

    async def says_stop(self, spot: Spot, person: Person) -> None:
        """Say /stop."""
        await self._commands("/stop", spot, person)
        self._evidence.stops.append((spot.home.id, self._now()))

    async def starts_afresh(self, spot: Spot, person: Person) -> None:
        """Say /new."""
        await self._commands("/new", spot, person)

    async def wants_help(self, spot: Spot, person: Person) -> None:
        """Say /help."""
        await self._commands("/help", spot, person)

    async def _commands(self, command: str, spot: Spot, person: Person) -> None:
        at_bot = f"@{self._town.telegram.bot.username}" if spot.chat else ""
        await person.sends(command + at_bot, in_=spot.chat, topic=spot.topic)
        self._evidence.commands[spot.home.id, command] += 1
        self._note(None, f"{person.user.first_name} says {command} in {spot.home.id}")

    def _press(self, spot: Spot, person: Person, label: str) -> Message | None:
        message = self._one_of(spot, lambda each: any(label in words for words in each.labels))
        if message is None:
            return None
        person.pushes(label, on=message)
        number = next((mark.number for mark in marks_in(message.text)), None)
        self._note(number, f"{person.user.first_name} presses {label} on {message.message_id}")
        return message

    def _one_of(self, spot: Spot, wanted: Callable[[Message], bool] = bool) -> Message | None:
        """Draw one of the newest messages of the bot here that are wanted."""
        shown = self._town.telegram.chat_history(spot.home, spot.topic)
        own = [each for each in shown if each.sender is self._town.telegram.bot and wanted(each)]
        return self._rng.choice(own[-RECENT:]) if own else None

    def _waits(self, spot: Spot, asked: Asked) -> bool:
        if self._now() - asked.at > FORGOTTEN_AFTER:
            return False
        shown = self._town.telegram.chat_history(spot.home, spot.topic)
        ended = [each for each in shown if not any("■" in label for label in each.labels)]
        return all(asked.number not in [mark.number for mark in marks_in(each.text)] for each in ended)

    def _question(self, spot: Spot, number: int, revision: int, words: str) -> str:
        name = f"@{self._town.telegram.bot.username} " if spot.chat else ""
        return f"{name}Вопрос {number}.{revision}: {words}"

    def _words(self) -> str:
        return " ".join(self._rng.choices(WORDS, k=self._rng.randint(1, 8)))
