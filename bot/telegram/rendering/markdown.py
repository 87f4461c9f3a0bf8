"""One Markdown text becomes one rich text."""

from bot.core.entities import RichText
from bot.telegram.rendering.chat_dialect import to_commonmark
from bot.telegram.rendering.renderer import Renderer
from bot.telegram.rendering.sanitizing import sanitize
from bot.telegram.rendering.tail import settled


def render(markdown: str, *, growing: bool = False) -> RichText:
    """Turn Markdown as a model writes it into text with entities that Telegram accepts.

    With `growing` more text will follow: what may become markup is held back at the very end, and what is
    open is shown as it will be when it is closed. The result may be empty or longer than a message.
    """
    return rendered(sanitize(markdown).encode(), growing=growing)


def rendered(source: bytes, *, growing: bool) -> RichText:
    """Do the same with a source that `sanitize` has seen."""
    source, tokens = settled(source) if growing else to_commonmark(source)
    return Renderer(source, tokens).text
