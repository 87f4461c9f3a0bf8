"""Bad weather at a low rate: what both far sides refuse, lose and break off. Drawn from one seed."""

import asyncio
from random import Random

from bot.sandbox.gigachat import Fault as ModelFault
from bot.sandbox.telegram import Fault
from tests.chaos.town import Town

PAUSE = 1.5  # seconds between two faults, on average
METHODS = ("sendMessage", "editMessageText", "editMessageText", "answerCallbackQuery", "sendMessageDraft")
KINDS = ("429", "lost", "reset", "502_html", "500")
POLLING_KINDS = ("lost", "reset", "502_html")


class Weather:
    """Sets one fault after the other; each strikes once."""

    def __init__(self, town: Town, seed: str) -> None:
        self._town = town
        self._rng = Random(f"{seed}/weather")

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._rng.expovariate(1 / PAUSE))
            self.once()

    def once(self) -> None:
        """Set one fault."""
        place = self._rng.random()
        if place < 0.15:
            self._town.telegram.faults.add(Fault("getUpdates", self._rng.choice(POLLING_KINDS)))
        elif place < 0.75:
            kind, method = self._rng.choice(KINDS), self._rng.choice(METHODS)
            self._town.telegram.faults.add(Fault(method, kind, retry_after=1))
        else:
            self._town.gigachat.faults.add(self._of_the_model())

    def clear(self) -> None:
        """Let the sun shine."""
        self._town.telegram.faults.clear()
        self._town.gigachat.faults.clear()

    def _of_the_model(self) -> ModelFault:
        # Before any text the bot asks again for nothing; after some the answer is cut.
        if self._rng.random() < 0.5:
            return ModelFault("status", status=self._rng.choice((429, 500)))
        at = self._rng.choice((2, 5))
        return ModelFault(self._rng.choice(("drop", "cut", "reset")), at=at)
