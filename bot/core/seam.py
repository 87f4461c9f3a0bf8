"""Where the continuation of a cut answer meets what was said: nothing twice, and open code stays code.

A model that is asked to go on often says the last words once more, or opens the code block anew. What may be
no repetition is kept: a word that stands twice is a blemish, a lost one is a defect.
"""

import re

# A repetition shorter than this may be meant: "})", "end", "да, да".
LETTERS = 5
# Models go back by a sentence or a few lines, not by pages.
WINDOW = 2000

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^\n`]*)(?:\n|\Z)")
_HALF_A_FENCE = re.compile(r"`{0,3}|~{0,3}|(`{3}|~{3})[^\n]*")


class Seam:
    """Joins a continuation, piece by piece, to the text `before` it; empty text before lets all through."""

    def __init__(self, before: str = "") -> None:
        self._before = before
        self._held: str | None = "" if before.strip() else None

    def push(self, piece: str) -> str:
        """Return what of the continuation can be shown now: "" as long as it may still be a repetition."""
        if self._held is None:
            return piece
        self._held += piece
        if is_undecided(self._before, self._held):
            return ""
        return self.finish()

    def finish(self) -> str:
        """Return what is still held back; all that comes later is let through."""
        held, self._held = self._held, None
        return joined(self._before, held) if held else ""


def joined(before: str, after: str) -> str:
    """Return what of `after` is to be shown in a message below `before`, which ends in the middle.

    Only a repetition of the end of `before` is taken away, and white space around it. Inside a code block
    that `before` leaves open, the opening line is put in front; where `after` begins by closing that block,
    nothing of it was left to say, and the fence is taken away.
    """
    opening, said = _opened(before, after)
    shown = said[_repeated(before, said) :]
    if not opening:
        return shown
    return opening + shown.lstrip("\n") if shown.strip() else ""


def is_undecided(before: str, after: str) -> bool:
    """Tell whether more of `after` could change what `joined` makes of what is there."""
    if open_fence(before) is not None and _HALF_A_FENCE.fullmatch(after.lstrip()):
        return True
    opening, said = _opened(before, after)
    if said.lstrip() in before.rstrip()[-WINDOW:]:
        return True
    return bool(opening) and not said[_repeated(before, said) :].strip()


def open_fence(text: str) -> str | None:
    """Return the opening line of the code block in which a Markdown text ends, None if it ends outside."""
    opening: re.Match[str] | None = None
    for line in text.split("\n"):
        fence = _FENCE.fullmatch(line)
        if fence is None:
            continue
        if opening is None:
            opening = fence
        elif fence[1].startswith(opening[1]) and not fence[2].strip():
            opening = None
    return None if opening is None else opening[0].strip()


def _opened(before: str, after: str) -> tuple[str, str]:
    """Return the opening line of the code that a continuation begins in, or "", and what it says there."""
    code = open_fence(before)
    if code is None:
        return "", after
    own = _FENCE.match(after.lstrip())
    if own is None:
        return code + "\n", after
    rest = after.lstrip()[own.end() :]
    return (own[0].strip() + "\n", rest) if own[2].strip() else ("", rest.lstrip("\n"))


def _repeated(before: str, after: str) -> int:
    """Return how many characters of `after` say again what `before` ends with; 0: none that are sure."""
    end = before.rstrip()[-WINDOW:]
    lead = len(after) - len(after.lstrip())
    said = after[lead : lead + WINDOW]
    for length in range(min(len(said), len(end)), 0, -1):
        if end.endswith(said[:length]) and _is_sure(end, length):
            return lead + length
    return 0


def _is_sure(end: str, length: int) -> bool:
    """Tell whether the last `length` characters are whole words (the last may be cut) and enough of them."""
    start = len(end) - length
    in_word = start > 0 and end[start - 1].isalnum() and end[start].isalnum()
    return not in_word and sum(map(str.isalpha, end[start:])) >= LETTERS
