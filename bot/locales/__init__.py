"""Every word that a person can read, Russian and English, in Fluent files beside this one."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ru", "en")
# Telegram's language codes of people for whom Russian is the likelier common language.
RUSSIAN_FIRST = frozenset({"ru", "be", "kk", "uk"})
# Fluent refuses what grows beyond 2500 characters within braces: longer values than this go in afterwards.
LONG = 100
# What stands in their place until then; of the private use area, so that no sentence of ours has it.
_BEGIN, _END = "\ue000", "\ue001"
_MARK = re.compile(f"{_BEGIN}(\\d+){_END}")


def language_of(code: str | None) -> str:
    """Return "ru" or "en" for Telegram's `language_code`, which may be missing (then Russian)."""
    return "ru" if code is None or code.split("-")[0].lower() in RUSSIAN_FIRST else "en"


class Words:
    """The words of one language: call with a key and its variables to get the text."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._bundle = _bundle(language)

    def __call__(self, key: str, **variables: str | float) -> str:
        """Return the text of `key`, however long its variables; numbers look as the language has them.

        Raises `KeyError` for an unknown key or a missing variable.
        """
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        held, kept = _held_back(variables)
        text, errors = self._bundle.format_pattern(pattern, held)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return _MARK.sub(lambda mark: kept[int(mark[1])], str(text)) if kept else str(text)


@cache
def words_in(language: str) -> Words:
    """Return the words of a language, loaded once."""
    return Words(language)


def _held_back(variables: Mapping[str, str | float]) -> tuple[dict[str, str | float], list[str]]:
    """Put a mark in place of each long text, and of each that has what a mark is made of; return those."""
    held, kept = dict(variables), list[str]()
    for name, value in variables.items():
        if isinstance(value, str) and (len(value) > LONG or _BEGIN in value):
            held[name] = f"{_BEGIN}{len(kept)}{_END}"
            kept.append(value)
    return held, kept


def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(_source(language)))
    return bundle


def _source(language: str) -> str:
    return (Path(__file__).parent / f"{language}.ftl").read_text(encoding="utf-8")
