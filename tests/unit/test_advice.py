"""What an owner reads of errors in the terminal."""

import re
from pathlib import Path

import pytest

from bot.advice import faults_told, storage_told, terminal_advice_of
from bot.core.errors import (
    AccessDeniedError,
    BadAnswerError,
    Fault,
    ModelError,
    ModelNotFoundError,
    QuotaExhaustedError,
    RequestRejectedError,
    SettingsError,
    StorageError,
)
from bot.locales import LANGUAGES, words_in

BOT = Path(__file__).parents[2] / "bot"
FACTS = ("path", "reason", "folder", "version", "known", "other", "meant", "bound", "port", "host")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["storage", "setting"])
def test_every_error_has_its_sentence(kind: str, language: str) -> None:
    """No key that an error names lacks its words, in either language."""
    texts = [path.read_text("utf-8") for path in BOT.rglob("*.py")]
    keys = {key for text in texts for key in re.findall(rf'"({kind}-[a-z-]+)"', text)} - {f"{kind}-"}
    assert len(keys) > 15
    words, facts = words_in(language), dict.fromkeys(FACTS, "?")
    for key in keys:
        error = (
            SettingsError(Fault("NAME", key, facts)) if kind == "setting" else StorageError("", key, **facts)
        )
        told = faults_told(error, words) if isinstance(error, SettingsError) else storage_told(error, words)
        assert len(told) > len("NAME: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "kind",
    [QuotaExhaustedError, AccessDeniedError, ModelNotFoundError, RequestRejectedError, BadAnswerError],
)
def test_the_terminal_names_settings_and_no_commands_of_the_chat(
    kind: type[ModelError], language: str
) -> None:
    """What chats are told to do by a command, a terminal does by an option or a setting."""
    told = words_in(language)(terminal_advice_of(kind("refused")))
    assert "GIGACHAT_" in told
    assert not re.search(r"/[a-z]", told)


def test_an_error_without_a_sentence_is_told_as_it_is() -> None:
    """What only a defect can bring about is not hidden behind a guess."""
    assert storage_told(StorageError("Turn 7 was erased"), words_in("ru")) == "Turn 7 was erased"
