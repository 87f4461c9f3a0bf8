"""Delivery of updates to the bot's own HTTP address."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.telegram.store.updates import Pending, UpdateQueue
from bot.sandbox.telegram.wire import Json

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_DELAY: Final = 3600.0  # seconds; Bot API server, WebhookActor
ANSWER_WITHIN: Final = 60.0


@dataclass(slots=True)
class Target:
    """Where updates go: what setWebhook said."""

    url: str
    secret: str = ""
    max_connections: int = 40
    certificate: str | None = None


@dataclass(slots=True)
class _State:
    busy: dict[int, Pending] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    last_error: tuple[int, str] | None = None


class Webhook:
    """One update at a time for each chat (callbacks: for each user), tried again with a growing delay.

    `told` is called with what each attempt brought: update id, lane, status (0: no answer).
    """

    def __init__(self, queue: UpdateQueue, wall: Callable[[], int], told: Callable[[Json], None]) -> None:
        self.target: Target | None = None
        self._queue = queue
        self._wall = wall
        self._told = told
        self._state = _State()
        self._session: ClientSession | None = None
        queue.wake = self.dispatch

    async def set(self, target: Target | None) -> None:
        """Deliver to another address from now on, or to none."""
        await self._cancel()
        self.target = target
        self.dispatch()

    def dispatch(self) -> None:
        """Start a delivery for each lane that is free and has something waiting."""
        if self.target is None:
            return
        for update in self._queue.waiting(asyncio.get_running_loop().time()):
            if len(self._state.busy) >= self.target.max_connections:
                return
            if update.lane not in self._state.busy:
                self._state.busy[update.lane] = update
                task = asyncio.create_task(self._deliver(update, self.target))
                self._state.tasks.add(task)
                task.add_done_callback(self._state.tasks.discard)

    def facts(self, waiting: int, allowed: frozenset[str] | None) -> Json:
        """Return the Bot API's WebhookInfo."""
        target = self.target
        made: Json = {
            "url": target.url if target else "",
            "has_custom_certificate": bool(target and target.certificate),
            "pending_update_count": waiting,
        }
        if target:
            made["max_connections"] = target.max_connections
        if allowed:
            made["allowed_updates"] = sorted(allowed)
        if self._state.last_error:
            made["last_error_date"], made["last_error_message"] = self._state.last_error
        return made

    async def close(self) -> None:
        """Stop all deliveries."""
        await self._cancel()
        if self._session:
            await self._session.close()

    async def _cancel(self) -> None:
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._state = _State()

    async def _deliver(self, update: Pending, target: Target) -> None:
        loop, delay = asyncio.get_running_loop(), 1.0
        while loop.time() < update.expires_at:
            status, retry_after = await self._attempt(update, target)
            self._told({"update_id": update.update_id, "lane": update.lane, "status": status})
            if 200 <= status < 300:
                break
            words = f"Wrong response from the webhook: {status}" if status else "Connection failed"
            self._state.last_error = (self._wall(), words)
            await asyncio.sleep(retry_after if retry_after is not None else delay)
            delay = min(delay * 2, LONGEST_DELAY)
        self._queue.remove(update)
        del self._state.busy[update.lane]
        self.dispatch()

    async def _attempt(self, update: Pending, target: Target) -> tuple[int, float | None]:
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=ANSWER_WITHIN))
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        tls = _trusting(target.certificate) if target.certificate else True
        try:
            async with self._session.post(target.url, json=update.wire(), headers=headers, ssl=tls) as answer:
                asked = answer.headers.get("Retry-After", "")
                return answer.status, min(float(asked), LONGEST_DELAY) if asked.isdigit() else None
        except (ClientError, TimeoutError):
            return 0, None


def _trusting(certificate: str) -> ssl.SSLContext:
    """Trust an uploaded certificate, and nothing else, to vouch for the address."""
    return ssl.create_default_context(cadata=certificate)
