"""What people read while an answer has not begun: their place, or that GigaChat is busy or thinks. Pure."""

from bot.locales import Words
from bot.telegram.times import spelled_wait

# A place in line that is over sooner is not worth a message (s).
PLACE_AFTER = 2.0
# Nobody is told of a busy GigaChat that takes the question soon (s).
BUSY_AFTER = 5.0
# A silence that most answers break sooner; people should not wait longer without a Stop button (s).
THINKS_AFTER = 8.0
# A line may move every second: what is said of it does not, lest the chat's calls lack for the answer (s).
RENEWED_EVERY = 5.0


class WaitingNote:
    """One answer's note; `now` is an argument, in seconds of any clock.

    Whatever is noted returns from when on there may be something new to read.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._wanted: str | None = None
        self._shown: str | None = None
        self._due = 0.0
        self._asked_at: float | None = None

    def in_line(self, place: int, seconds: int | None, now: float) -> float:
        """Note the place, and in about how many seconds the turn comes; place 0 ends the note."""
        if not place:
            self._wanted = self._shown = None
            self._asked_at = now
            return now
        if seconds is None:
            return self._want(self._words("place-in-line", place=place), now, PLACE_AFTER)
        wait = spelled_wait(seconds, self._words)
        return self._want(self._words("place-in-line-soon", place=place, wait=wait), now, PLACE_AFTER)

    def busy(self, now: float) -> float:
        """Note that GigaChat refuses for now."""
        return self._want(self._words("gigachat-busy"), now, BUSY_AFTER)

    @property
    def is_read(self) -> bool:
        """Whether people read that they wait: the answer has not begun."""
        return self._shown is not None and not self.is_of_silence

    @property
    def is_of_silence(self) -> bool:
        """Whether people read that GigaChat thinks."""
        return self._shown is not None and self._shown == self._words("gigachat-thinks")

    def text(self, now: float, *, tell_silence: bool = False) -> str | None:
        """Return what is to be read; None: nothing new, what stands may stay.

        With `tell_silence` a long silence of GigaChat's is told too: to those who see by nothing else that it
        thinks.
        """
        if self._wanted is None and tell_silence and self._asked_at is not None:
            if now >= self._asked_at + THINKS_AFTER:
                self._shown = self._words("gigachat-thinks")
            return self._shown
        if self._wanted != self._shown and now >= self._due:
            self._shown, self._due = self._wanted, now + RENEWED_EVERY
        return self._shown

    def _want(self, text: str, now: float, after: float) -> float:
        if self._wanted is None:
            self._due = now + after
        self._wanted = text
        return max(self._due, now)
