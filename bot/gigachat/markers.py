"""Marks that GigaChat puts into its text for machines, and their removal."""

import re
from typing import Final

# <img src="…" fuse="true"/> stands for a generated file, [sources=[1, 2]] for web sources (Sber's API
# description, Sep 2026). A body holds neither "<" nor "[", so that one mark never begins within another.
_MARK: Final = re.compile(r"<img\s[^<>\[]{0,512}>|\[sources=\[[0-9, ]{0,64}\]\]")


def _beginnings(word: str) -> str:
    """Return a pattern for every beginning of `word`, its first letter at least."""
    pattern = ""
    for letter in reversed(word[1:]):
        pattern = f"(?:{re.escape(letter)}{pattern})?"
    return re.escape(word[0]) + pattern


_UNFINISHED: Final = re.compile(
    rf"(?:<img\s[^<>\[]{{0,512}}|{_beginnings('<img')}"
    rf"|\[sources=\[[0-9, ]{{0,64}}\]?|{_beginnings('[sources=[')})\Z"
)


class MarkStripper:
    """Takes the marks out of a text that arrives in pieces.

    A tail that may yet become a mark is held back until the next piece decides, so the joined output
    does not depend on where the text was cut.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece and return what is certain to be text; it may be empty."""
        if not self._held and "<" not in piece and "[" not in piece:
            return piece
        text = self._held + piece
        shown = []
        position = 0
        for mark in _MARK.finditer(text):
            shown.append(text[position : mark.start()])
            shown.append(_kept(mark[0]))
            position = mark.end()
        # Only after the last mark: the text before it has been decided.
        unfinished = _UNFINISHED.search(text, position)
        end = unfinished.start() if unfinished else len(text)
        self._held = text[end:]
        shown.append(text[position:end])
        return "".join(shown)

    def close(self) -> str:
        """Return the held tail, which the end of the answer has made plain text."""
        held, self._held = self._held, ""
        return held


def _kept(mark: str) -> str:
    """Return an <img> that the model wrote as an example; GigaChat's own marks vanish."""
    return mark if mark.startswith("<") and 'fuse="true"' not in mark else ""


def without_marks(text: str) -> str:
    """Return a complete text without its marks."""
    return _MARK.sub(lambda mark: _kept(mark[0]), text)
