"""The sandbox in a browser: a messenger, the wire beside it, and switches for the weather."""

from bot.sandbox.page.server import Page
from bot.sandbox.page.town import Town, settle

__all__ = ["Page", "Town", "settle"]
