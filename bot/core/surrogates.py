"""Halves of UTF-16 pairs, which JSON escapes may leave in a text."""

import re
from typing import Final

_HALF: Final = re.compile("[\ud800-\udfff]")
_LEADING: Final = re.compile("[\ud800-\udbff]\\Z")


class PairJoiner:
    """Joins a character whose two JSON escapes came in different pieces.

    A half without its other half becomes U+FFFD: it can be neither stored nor sent as UTF-8.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece and return it whole, without a leading half at its end."""
        text = self._held + piece
        self._held = text[-1] if _LEADING.search(text) else ""
        return join_surrogates(text[: len(text) - len(self._held)])

    def close(self) -> str:
        """Return what an unfinished pair comes to at the end."""
        held, self._held = self._held, ""
        return join_surrogates(held)


def join_surrogates(text: str) -> str:
    """Return the text with its pairs joined, and U+FFFD for its lone halves, which UTF-8 can't hold."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
