"""Every message is judged by TDLib, which also stands behind the Bot API server."""

import pytest
from hypothesis import given, settings

from bot.core.entities import RichText, is_blank, utf16_length
from bot.core.splitting import split
from bot.telegram.rendering import render
from tests.corpus.documents import ALL
from tests.unit.rendering.strategies import documents
from tests.unit.rendering.telegram_judge import verdict

_CUTS = 16


def _complaints(rich: RichText) -> list[str]:
    found = []
    for message in split(rich):
        if utf16_length(message.text) > 4096 or len(message.entities) > 100:
            found.append("too long")
        if is_blank(message.text):
            found.append("blank")
        found.append(verdict(message))
    return [complaint for complaint in found if complaint]


@pytest.mark.parametrize("title", ALL)
def test_accepts_each_document_and_its_beginnings(title: str) -> None:
    """Telegram refuses no message of the corpus, however far its text has grown."""
    document = ALL[title]
    assert not _complaints(render(document))
    for size in range(0, len(document), max(1, len(document) // _CUTS)):
        assert not _complaints(render(document[:size], growing=True)), document[:size]


@settings(max_examples=400)
@given(documents)
def test_accepts_random_markup(document: str) -> None:
    """Telegram refuses nothing, whatever markup a model strings together."""
    assert not _complaints(render(document))
    assert not _complaints(render(document, growing=True))


def test_the_judge_refuses() -> None:
    """The judge is awake: a bad address, which Telegram is known to refuse, is refused."""
    rich = render("[x](https://example.com)")
    broken = RichText(rich.text, tuple(type(e)(e.type, e.offset, e.length, "/path") for e in rich.entities))
    assert "invalid" in verdict(broken)
