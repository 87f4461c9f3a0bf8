"""Every word that a person can read, Russian and English, in Fluent files beside this one."""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ru", "en")
# Telegram's language codes of people for whom Russian is the likelier common language.
RUSSIAN_FIRST = frozenset({"ru", "be", "kk", "uk"})


def language_of(code: str | None) -> str:
    """Return "ru" or "en" for Telegram's `language_code`, which may be missing (then Russian)."""
    return "ru" if code is None or code.split("-")[0].lower() in RUSSIAN_FIRST else "en"


class Words:
    """The words of one language: call with a key and its variables to get the text."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._bundle = _bundle(language)

    def __call__(self, key: str, **variables: str | int) -> str:
        """Return the text of `key`; raises `KeyError` for an unknown one or a missing variable."""
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(pattern, variables)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)


@cache
def words_in(language: str) -> Words:
    """Return the words of a language, loaded once."""
    return Words(language)


def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(_source(language)))
    return bundle


def _source(language: str) -> str:
    return (Path(__file__).parent / f"{language}.ftl").read_text(encoding="utf-8")
