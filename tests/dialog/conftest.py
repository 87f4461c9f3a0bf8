"""The dialog without either far side, in virtual time."""

import asyncio
from collections.abc import Callable, Mapping

from tests.virtual_time import VirtualLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests in virtual time."""
    return {"virtual": VirtualLoop}
