"""The names of settings, in `.env` and in the environment: misspelt ones would silently be defaults."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from bot.core.errors import Fault, SettingsError

# It warns of lines that are told as faults.
logging.getLogger("dotenv").setLevel(logging.ERROR)
# What else may stand in an `.env` beside our own names: Compose reads the same file.
FOREIGN_PREFIXES = ("COMPOSE_", "TZ")


def read_names(env_file: Path) -> tuple[dict[str, str], list[Fault]]:
    """Return what a file sets, and a fault for each line that is no NAME=value; nothing if there is no file.

    Raises `SettingsError` for a file that can't be read.
    """
    if not env_file.is_file():
        return {}, []
    try:
        text = env_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        facts = {"path": str(env_file), "reason": type(error).__name__}
        raise SettingsError(Fault(".env", "setting-unreadable", facts)) from None
    names, faults = dict[str, str](), list[Fault]()
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key and binding.value is None):
            faults.append(Fault(f"{env_file}:{binding.original.line}", "setting-line"))
        elif binding.key:
            names[binding.key] = binding.value or ""
    return names, faults


def unknown_names(in_file: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
    """Find those names of the file that are none of the `known` ones, which are in capitals."""
    for name in in_file:
        if name.upper() not in known and not name.startswith(FOREIGN_PREFIXES):
            yield _misspelt(name, known) or Fault(name, "setting-unknown")


def misspelt_names(environment: Mapping[str, str], known: Collection[str]) -> Iterator[Fault]:
    """Find what of the environment, which is everybody's, looks like a `known` name but is none."""
    for name in environment:
        if name.upper() not in known and (fault := _misspelt(name, known)):
            yield fault
    # The official SDK's switch.
    if environment.get("GIGACHAT_VERIFY_SSL_CERTS", "true").lower() in {"false", "0", "no", "off"}:
        yield Fault("GIGACHAT_VERIFY_SSL_CERTS", "setting-verified")


def _misspelt(name: str, known: Collection[str]) -> Fault | None:
    close = get_close_matches(name.upper(), known, n=1, cutoff=0.85)
    return Fault(name, "setting-misspelt", {"meant": close[0]}) if close else None
