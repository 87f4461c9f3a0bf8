"""Logging as the bot sets it up, put back afterwards."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logging_kept() -> Iterator[None]:
    """Put handlers, levels and hooks back as they were before the block."""
    root, ours = logging.getLogger(), logging.getLogger("bot")
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    handlers, levels = root.handlers[:], (root.level, ours.level)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
