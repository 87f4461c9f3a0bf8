"""The sandbox in a browser: a messenger, the wire beside it, and switches for faults."""

from bot.sandbox.page.default_world import DefaultWorld, populate
from bot.sandbox.page.server import Page

__all__ = ["DefaultWorld", "Page", "populate"]
