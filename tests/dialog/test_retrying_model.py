"""GigaChat refuses, and is asked again by whoever holds the slot."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from bot.core.errors import TooManyRequestsError
from bot.core.events import Finish, FinishReason, StreamEvent, TextDelta
from bot.core.models import ModelInfo
from bot.core.prompt import Prompt
from bot.dialog.retrying_model import RETRY_429_FOR, RetryingModel
from bot.dialog.slots import Slots

ANSWER: list[StreamEvent] = [TextDelta("Да."), Finish(FinishReason.STOP)]
PROMPT = Prompt("GigaChat-2", ())


class Refusing:
    """A model that refuses before its first event, or after so many, as often as it is told."""

    def __init__(self, refusals: int, *, after: int = 0, retry_after: float | None = None) -> None:
        self.asked_at: list[float] = []
        self._refusals = refusals
        self._after = after
        self._retry_after = retry_after

    async def stream(self, _: Prompt) -> AsyncGenerator[StreamEvent, None]:
        """Answer, or refuse."""
        self.asked_at.append(asyncio.get_running_loop().time())
        refuses = len(self.asked_at) <= self._refusals
        for event in ANSWER[: self._after] if refuses else ANSWER:
            yield event
        if refuses:
            raise TooManyRequestsError("busy", retry_after=self._retry_after)

    async def models(self) -> list[ModelInfo]:
        """List nothing."""
        return []


async def heard(model: Refusing, busy: list[float], jitter: float = 0.0) -> list[StreamEvent]:
    """Return what the patient model makes of another; `busy` keeps when it told of a refusal."""
    loop = asyncio.get_running_loop()
    patient = RetryingModel(model, Slots(1), lambda: jitter)
    return [event async for event in patient.stream(PROMPT, lambda: busy.append(loop.time()))]


async def test_refusals_are_outwaited_at_growing_distances() -> None:
    """The same question is asked again after 1, 2, 4… s, and its answer arrives as if nothing had been."""
    model, busy = Refusing(4), list[float]()
    assert await heard(model, busy) == ANSWER
    began = model.asked_at[0]
    assert [at - began for at in model.asked_at] == pytest.approx([0, 1, 3, 7, 15])
    assert busy == model.asked_at[:-1]


async def test_jitter_and_what_gigachat_says_lengthen_the_waits() -> None:
    """A Retry-After is never undercut, and those who were refused together come back apart."""
    model = Refusing(1, retry_after=10.0)
    await heard(model, [], jitter=0.8)
    assert model.asked_at[1] - model.asked_at[0] == pytest.approx(12.0)


async def test_patience_has_an_end() -> None:
    """After five minutes of refusals the last one is the answer."""
    model = Refusing(10_000)
    with pytest.raises(TooManyRequestsError):
        await heard(model, [])
    assert model.asked_at[-1] - model.asked_at[0] == pytest.approx(RETRY_429_FOR)


async def test_nothing_is_asked_twice_once_it_began() -> None:
    """A refusal behind the first piece is no reason to stream a second answer into the same message."""
    model = Refusing(1, after=1)
    with pytest.raises(TooManyRequestsError):
        await heard(model, [])
    assert len(model.asked_at) == 1
