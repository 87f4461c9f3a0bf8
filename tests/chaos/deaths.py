"""How each life of the bot ends. Drawn from one seed, sprung by the clock or by what the bot asks for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bot.sandbox.gigachat import Exchange
from bot.sandbox.telegram import Event
from tests.chaos.town import Town

# What a kill can be aimed at; "chat" is a request to GigaChat.
AIMS = ("sendMessage", "editMessageText", "getUpdates", "chat", "answerCallbackQuery", "sendMessageDraft")
AIM_WEIGHTS = (30, 30, 15, 15, 5, 5)
FARTHEST = 6


@dataclass(frozen=True, slots=True)
class Death:
    """The end of a life: at the latest `after` seconds from its start, `kindly` by SIGTERM.

    With an `aim` sooner: `delay` seconds after the `nth` call of it has arrived.
    """

    after: float
    kindly: bool = False
    aim: str | None = None
    nth: int = 1
    delay: float = 0.0

    def __str__(self) -> str:
        how = "SIGTERM" if self.kindly else "kill -9"
        aimed = f" at {self.aim} number {self.nth} + {self.delay * 1000:.0f} ms," if self.aim else ""
        return f"{how}{aimed} after {self.after:.2f} s at the latest"


def drawn(rng: Random, longest: float) -> Death:
    """Draw a death within `longest` seconds."""
    after, kind = rng.uniform(0, longest), rng.random()
    aim, nth = rng.choices(AIMS, AIM_WEIGHTS)[0], rng.randint(1, FARTHEST)
    delay = rng.choice((0.0, rng.uniform(0, 0.03)))
    if kind < 0.1:
        return Death(after, kindly=True)
    return Death(longest, aim=aim, nth=nth, delay=delay) if kind < 0.5 else Death(after)


class Trap:
    """Springs once: by the clock, or when what the death is aimed at arrives in the town."""

    def __init__(self, town: Town, death: Death, spring: Callable[[], object]) -> None:
        self._town = town
        self._death = death
        self._spring = spring
        self._seen = 0
        self._sprung = False
        self._timers: list[asyncio.TimerHandle] = []

    def set(self) -> None:
        """Begin to watch."""
        self._later(self._death.after)
        self._town.telegram.observe(self._called)
        self._town.gigachat.journal.on_event = self._asked

    def remove(self) -> None:
        """Watch no more."""
        self._town.telegram.unobserve(self._called)
        self._town.gigachat.journal.on_event = None
        for timer in self._timers:
            timer.cancel()

    def _called(self, event: Event) -> None:
        if event.kind == "call":
            self._arrived(event.body["method"])

    def _asked(self, kind: str, exchange: Exchange) -> None:
        if kind == "request":
            self._arrived(exchange.endpoint)

    def _arrived(self, name: str) -> None:
        self._seen += name == self._death.aim
        if name == self._death.aim and self._seen == self._death.nth:
            if self._death.delay:
                self._later(self._death.delay)
            else:
                self._once()

    def _later(self, seconds: float) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, self._once))

    def _once(self) -> None:
        if not self._sprung:
            self._sprung = True
            self._spring()
