"""Markdown as a language model writes it becomes Telegram text with entities, also while it still grows."""

from bot.telegram.rendering.markdown import render
from bot.telegram.rendering.pages import GrowingText

__all__ = ["GrowingText", "render"]
