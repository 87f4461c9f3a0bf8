"""Whether Telegram and GigaChat can be reached: the bot's calls tell, a probe only where there was none."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.core.errors import (
    BadAnswerError,
    CertificateRejectedError,
    CredentialsRejectedError,
    MissingAuthError,
    ModelError,
    ProviderUnavailableError,
    StreamCutError,
)
from bot.web.upstream import Upstream

log = logging.getLogger(__name__)

# Seconds that a probe may take.
PROBE_TIMEOUT = 8.0
# With these GigaChat serves nobody. Others refuse one request, model or tariff, and show that it answers.
_OUTAGES = (
    BadAnswerError,
    CertificateRejectedError,
    CredentialsRejectedError,
    MissingAuthError,
    ProviderUnavailableError,
    StreamCutError,
)

Probe = Callable[[], Awaitable[object]]


class Readiness:
    """Hears how each call went, and logs where an outage begins and ends."""

    def __init__(self) -> None:
        self.telegram = Upstream("Telegram")
        self.gigachat = Upstream("GigaChat")
        self._probing: dict[str, asyncio.Task[None]] = {}

    def telegram_called(self, failure: str | None) -> None:
        """Note how a call to Telegram went: None: it answered, be it with a refusal."""
        self._heard(self.telegram, failure)

    def gigachat_called(self, error: ModelError | None) -> None:
        """Note how a request to GigaChat went: None: it answered."""
        self._heard(self.gigachat, str(error) if isinstance(error, _OUTAGES) else None)

    async def look(self, telegram: Probe, gigachat: Probe) -> Mapping[str, Upstream]:
        """Return how both are, after a probe of what was not called within a minute.

        However often this is asked, one probe of each is under way; it raises nothing and calls what it hears
        by the two methods above, as every call does.
        """
        now = asyncio.get_running_loop().time()
        upstreams = ((self.telegram, telegram), (self.gigachat, gigachat))
        tasks = [self._probe(upstream, probe) for upstream, probe in upstreams if not upstream.is_known(now)]
        if tasks:
            await asyncio.wait(tasks)
        return {"telegram": self.telegram, "gigachat": self.gigachat}

    async def close(self) -> None:
        """End the probes under way."""
        for task in self._probing.values():
            task.cancel()
        await asyncio.gather(*self._probing.values(), return_exceptions=True)

    def _probe(self, upstream: Upstream, probe: Probe) -> asyncio.Task[None]:
        if upstream.name not in self._probing:
            task = self._probing[upstream.name] = asyncio.create_task(self._ask(upstream, probe))
            task.add_done_callback(lambda _: self._probing.pop(upstream.name, None))
        return self._probing[upstream.name]

    async def _ask(self, upstream: Upstream, probe: Probe) -> None:
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                await probe()
        except TimeoutError:
            self._heard(upstream, f"no answer within {PROBE_TIMEOUT:g} s")

    def _heard(self, upstream: Upstream, failure: str | None) -> None:
        now = asyncio.get_running_loop().time()
        if failure is not None:
            if upstream.failed(now, failure):
                log.warning("an outage of %s begins: %s", upstream.name, failure)
        elif (outage := upstream.answered(now)) is not None:
            log.info("the outage of %s is over after %.0f s", upstream.name, outage)
