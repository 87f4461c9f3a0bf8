"""Which answer a question gets: what a test scripted, or else what the question's words ask for."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.gigachat.scenario import Scenario
from bot.sandbox.gigachat.validation import Ask


@dataclass(slots=True)
class Script:
    """A scenario for questions that contain `match` (None: for all), `times` more times (None: for ever)."""

    scenario: Scenario
    match: str | None = None
    times: int | None = None
    used: int = 0

    def fits(self, question: str) -> bool:
        """Tell whether the script still answers this question."""
        return self.times != 0 and (self.match is None or self.match in question)


class Scripts(list[Script]):
    """The scripts, and what answers where none fits.

    Of the scripts that fit, one with a match goes before one without, a counted one before an endless one,
    an older one before a newer.
    """

    def __init__(self, otherwise: Callable[[Ask], Scenario]) -> None:
        super().__init__()
        self._otherwise = otherwise

    def add(self, script: Script) -> Script:
        """Add a script; returns it, so that its use can be read."""
        self.append(script)
        return script

    def choose(self, ask: Ask) -> Scenario:
        """Return the answer and count its use; the request's own limits are applied to it."""
        scenario = self._scripted(ask.question) or self._otherwise(ask)
        if ask.max_tokens is not None:
            scenario = scenario.limited(ask.max_tokens)
        return scenario.spaced(ask.update_interval)

    def _scripted(self, question: str) -> Scenario | None:
        fitting = [script for script in self if script.fits(question)]
        if not fitting:
            return None
        script = min(fitting, key=lambda one: (one.match is None, one.times is None))
        script.used += 1
        if script.times is not None:
            script.times -= 1
        return script.scenario
