"""What changes by itself as time passes: budgets that refill, streams that flow, the line before them."""

from collections.abc import Callable

from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.telegram import TelegramDouble
from bot.sandbox.telegram.wire import Json


class Gauges:
    """Looks at both halves, and at the line of answers that wait in the bot for a stream of GigaChat."""

    def __init__(self, telegram: TelegramDouble, gigachat: GigaChatDouble | None) -> None:
        self._telegram = telegram
        self._gigachat = gigachat
        self.follow_line(lambda: 0)

    def follow_line(self, waiting: Callable[[], int]) -> None:
        """Ask this from now on how many answers stand in line: only the bot itself knows."""
        self._line = waiting

    def read(self) -> Json:
        """Return the state of now; two equal ones need not both be told."""
        return {"budgets": self._budgets(), "streams": self._streams(), "flows": self._flows()}

    def _budgets(self) -> dict[str, Json]:
        limiter = self._telegram.chat_limiter
        if limiter is None:
            return {}
        now, made = self._telegram.now(), {}
        for chat in self._telegram.world.chats.values():
            tokens, calls, blocked = limiter.gauge(chat.id, now)
            made[str(chat.id)] = {
                "tokens": round(tokens, 1),
                "burst": limiter.burst,
                "calls": calls if chat.id < 0 else None,
                "most": limiter.group_calls if chat.id < 0 else None,
                "blocked": round(blocked, 1),
            }
        return made

    def _streams(self) -> Json | None:
        if self._gigachat is None:
            return None
        slots = self._gigachat.slots
        return {"busy": slots.busy, "limit": slots.limit, "waiting": self._line()}

    def _flows(self) -> dict[str, Json]:
        if self._gigachat is None:
            return {}
        live = [exchange for exchange in self._gigachat.requests[-50:] if exchange.ended_at is None]
        return {
            f"g{exchange.number}": {"pieces": len(exchange.pieces), "bytes": len(exchange.text.encode())}
            for exchange in live
        }
