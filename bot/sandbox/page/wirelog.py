"""The wire as lines: every call of the Bot API and every request to GigaChat, their bodies on demand."""

import json
import time
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.gigachat.record import Exchange
from bot.sandbox.telegram.wire import Call, Json

SHOWN: Final = 400


class WireLog:
    """Lines in the order of arrival; `now` is the clock of the calls' times (s)."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lines: dict[str, Json] = {}
        self._sources: dict[str, Call | Exchange] = {}

    @property
    def lines(self) -> list[Json]:
        """The newest lines, oldest first."""
        return list(self._lines.values())

    def call(self, call: Call) -> Json:
        """Return the line of a Bot API call, as it stands now."""
        line = {
            "name": call.method,
            "chat": call.chat_id,
            "status": call.status,
            "note": call.description,
            "retry_after": call.retry_after,
            "duration": call.duration,
            "size": _size(call.params),
            "idle": call.method == "getUpdates" and call.status == 200 and not call.result,
        }
        return self._kept(f"t{call.number}", "telegram", call, line)

    def exchange(self, exchange: Exchange) -> Json:
        """Return the line of a request to GigaChat, as it stands now."""
        ended = exchange.ended_at is not None
        status = exchange.status if exchange.status is not None else (0 if ended else None)
        line = {
            "name": exchange.endpoint,
            "chat": None,
            "status": status if ended else None,
            "note": exchange.fault or ("aborted" if exchange.aborted else None),
            "retry_after": exchange.retry_after,
            "duration": exchange.ended_at - exchange.at if exchange.ended_at is not None else None,
            "size": _size(exchange.body),
            "answer": len(exchange.text.encode()) if ended and exchange.pieces else None,
            "idle": False,
        }
        return self._kept(f"g{exchange.number}", "gigachat", exchange, line)

    def body(self, line_id: str) -> Json:
        """Return what was asked and what was answered; KeyError for a line that is no longer kept."""
        source = self._sources[line_id]
        if isinstance(source, Call):
            answer = source.result if source.status == 200 else source.description
            return {"asked": source.params, "answered": answer}
        answer = source.text if source.pieces else source.reply
        return {"asked": source.body, "headers": source.headers, "answered": answer}

    def _kept(self, line_id: str, side: str, source: Call | Exchange, line: Json) -> Json:
        at = (time.time() - (self._now() - source.at)) * 1000
        known = self._lines.get(line_id)
        made = {"id": line_id, "side": side, "at": known["at"] if known else at, **line}
        self._lines[line_id] = made
        self._sources[line_id] = source
        while len(self._lines) > SHOWN:
            oldest = next(iter(self._lines))
            del self._lines[oldest], self._sources[oldest]
        return made


def _size(body: Any) -> int:
    return len(json.dumps(body, ensure_ascii=False, default=str).encode()) if body else 0
