"""Switches that make the outside world bad, and good again."""

from collections.abc import Callable
from typing import Final

from bot.sandbox.gigachat import GigaChatDouble, Scenario
from bot.sandbox.gigachat.built_in_answers import TEXTS
from bot.sandbox.gigachat.faults import Fault as GigaChatFault
from bot.sandbox.gigachat.scripts import Script
from bot.sandbox.telegram import Fault, TelegramDouble

RETRY_AFTER: Final = 5  # seconds
CUT_AFTER: Final = 25  # pieces
SLOWER: Final = 8.0  # times

# What the bot's writing and showing is hit by; answers to buttons are not limited (Telegram's FAQ for bots).
_LIMITED: Final = ("sendMessage", "editMessageText", "sendMessageDraft")
_TELEGRAM: Final[dict[str, Callable[[], list[Fault]]]] = {
    "telegram_429": lambda: [Fault(name, "429", times=None, retry_after=RETRY_AFTER) for name in _LIMITED],
    "telegram_502": lambda: [Fault("*", "502_html", times=None)],
    "telegram_silent": lambda: [Fault("*", "hang", times=None)],
}
_GIGACHAT: Final[dict[str, GigaChatFault]] = {
    "gigachat_cut": GigaChatFault("cut", at=CUT_AFTER, times=None),
    "gigachat_402": GigaChatFault("status", status=402, times=None),
    "gigachat_401": GigaChatFault("status", status=401, times=None),
    "gigachat_busy": GigaChatFault("status", status=429, times=None),
}


class FaultSwitches:
    """The switches by their names; those of GigaChat exist only where it is the sandbox's."""

    def __init__(self, telegram: TelegramDouble, gigachat: GigaChatDouble | None) -> None:
        self._telegram = telegram
        self._gigachat = gigachat
        self._set: dict[str, list[Fault]] = {}
        self._script: Script | None = None
        names = [*_TELEGRAM]
        names += [*_GIGACHAT, "gigachat_slow", "gigachat_blacklist"] if gigachat else []
        self.state = dict.fromkeys(names, False)

    def turn(self, name: str, *, on: bool) -> None:
        """Turn one switch; KeyError for one that does not exist."""
        if self.state[name] == on:
            return
        self.state[name] = on
        if name in _TELEGRAM:
            self._turn_telegram(name, on=on)
        elif self._gigachat is not None:
            self._turn_gigachat(self._gigachat, name, on=on)

    def _turn_telegram(self, name: str, *, on: bool) -> None:
        if on:
            self._set[name] = [self._telegram.faults.add(fault) for fault in _TELEGRAM[name]()]
            return
        for fault in self._set.pop(name):
            self._telegram.faults.remove(fault)

    def _turn_gigachat(self, gigachat: GigaChatDouble, name: str, *, on: bool) -> None:
        if name == "gigachat_slow":
            gigachat.pace = gigachat.pace * SLOWER if on else gigachat.pace / SLOWER
        elif name == "gigachat_blacklist":
            self._blacklist(gigachat, on=on)
        elif on:
            gigachat.faults.add(_GIGACHAT[name])
        else:
            gigachat.faults.remove(_GIGACHAT[name])

    def _blacklist(self, gigachat: GigaChatDouble, *, on: bool) -> None:
        if on:
            said = (TEXTS / "ru" / "blacklist.md").read_text("utf-8").strip()
            answer = Scenario.of(said, first_delay=0.3, finish_reason="blacklist")
            self._script = gigachat.scripts.add(Script(answer))
        elif self._script is not None:
            gigachat.scripts.remove(self._script)
