"""What of one answer is to be shown: its text as it grows, before it the note for those who wait. Pure."""

from bot.core.conversation import TurnState
from bot.core.ending import Ending
from bot.core.entities import RichText, join
from bot.core.errors import EmptyAnswerError
from bot.core.splitting import split
from bot.locales import Words
from bot.telegram.answers.ending_note import ending_note
from bot.telegram.answers.waiting_note import WaitingNote
from bot.telegram.rendering import GrowingText
from bot.telegram.rendering.rich import rich_markdown

# The first text is what a phone's notification shows: hold it for a few words, but not longer than this (s).
FIRST_WORDS = 3
FIRST_HOLD = 0.5
# What people have read of an answer does not shrink because it is written anew, but a longer wait for the new
# text would look as if nothing happened (s).
READ_HOLD = 4.0


class AnswerText:
    """One answer's text, in pages of a message each; `now` is an argument, in seconds of any clock.

    `read`: so many characters of an earlier attempt at it stand in its messages.
    """

    def __init__(self, words: Words, read: int = 0) -> None:
        self.note = WaitingNote(words)
        self._words = words
        self._read = read
        self._length = 0
        self._text = GrowingText()
        self._pieces: list[str] = []
        self._first_piece = ""
        self._first_at: float | None = None

    @property
    def has_begun(self) -> bool:
        """Whether any text came."""
        return bool(self._pieces)

    def grow(self, text: str, now: float) -> None:
        """Add a piece of text."""
        if self._first_at is None:
            self._first_at = now
        if not _says_something(self._first_piece):
            self._first_piece += text
        self._pieces.append(text)
        self._length += len(text)
        self._text.append(text)

    def restart(self) -> None:
        """Forget the text; another one will come."""
        self._text = GrowingText()
        self._pieces.clear()
        self._read = self._length = 0

    def held_until(self) -> float | None:
        """Return until when the first words are held, None where nothing has to be waited for."""
        if self._first_at is None or _says_something(self._first_piece):
            return None
        return self._first_at + FIRST_HOLD

    def pages(self, now: float, *, tell_silence: bool = False) -> list[RichText]:
        """Return what is to be seen while the answer grows; only the last page will still change.

        `tell_silence`: before the text a long silence of GigaChat's is told as well.
        """
        if self._reads_on(now):
            return []
        pages = self._text.pages()
        if not pages and not self.has_begun and (note := self.note.text(now, tell_silence=tell_silence)):
            return [RichText(note)]
        return pages

    def _reads_on(self, now: float) -> bool:
        fresh = self._first_at is None or now - self._first_at < READ_HOLD
        return self._length < self._read and fresh

    def finish(self, ending: Ending, *, stands: bool) -> list[RichText]:
        """Return the final pages with the closing note; `stands` tells whether any message does.

        An answer that was stopped before anything of it could be seen leaves nothing.
        """
        # What GigaChat leaves of an empty answer (a lone "<") is no text for people.
        pages = [] if isinstance(ending.error, EmptyAnswerError) else self._text.finish()
        note = ending_note(ending, self._words, has_text=bool(pages), waited=self.note.is_read)
        silent = ending.state in {TurnState.STOPPED, TurnState.PENDING} and not stands
        if note and not (silent and not pages):
            pages = [*pages[:-1], *split(join([*pages[-1:], RichText(note)], "\n\n"))]
        return pages

    def refused(self) -> RichText:
        """Return what stands in place of a text that Telegram accepts in no form."""
        return RichText(self._words("note-refused"))

    def rich(self, ending: Ending) -> str | None:
        """Return the final text for a rich message; None where none is worth it, or a note stands below."""
        complete = ending.state is TurnState.COMPLETE
        if not complete or ending_note(ending, self._words, has_text=True):
            return None
        return rich_markdown("".join(self._pieces))


def _says_something(text: str) -> bool:
    return len(text.split()) > FIRST_WORDS or text.rstrip().endswith((".", "!", "?", ":", "…"))
