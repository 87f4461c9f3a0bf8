"""LaTeX as Unicode that reads well in a message."""

import re
from collections.abc import Callable
from functools import lru_cache

from telegramify_markdown.latex_escape.helper import LatexToUnicodeHelper

from bot.telegram.rendering.sanitizing import FORMULA

_LONGEST = 2000  # characters; beyond this it is no formula, and conversion would cost time
_MOST_BRACES = 150  # the converter reads nested groups again at each level
_to_unicode: Callable[[str], str] = LatexToUnicodeHelper().parse
_INDICES = re.compile(r"_\{([0-9a-z]),\s*([0-9a-z])\}")  # there is no small comma
_TEXT_COMMAND = re.compile(r"\\(?:text|mbox|operatorname|textrm|textbf|mathrm)\s*\{[^{}]*\}?")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_PROSE = re.compile(r"[а-яё]{2}|(?<![\\A-Za-z])[A-Za-z]{3,}\s+[A-Za-z]{3,}(?![A-Za-z]*[({])", re.IGNORECASE)
_MATHEMATICAL = re.compile(r"[\\^_={}+*/<>]|\d-\d")
_PRICE = re.compile(r"[\d.,]+")


def is_formula(latex: str) -> bool:
    """Tell a formula between dollars from prose between two prices or shell variables."""
    if latex.startswith(FORMULA):
        return True
    if _PROSE.search(_COMMAND.sub(" ", _TEXT_COMMAND.sub("", latex))):
        return False
    return not latex[:1].isdigit() or bool(_MATHEMATICAL.search(latex))


def may_become_formula(latex: str) -> bool:
    """Tell whether text after an unpaired dollar may still turn out to be a formula."""
    return len(latex) < _LONGEST and (is_formula(latex) or _PRICE.fullmatch(latex) is not None)


@lru_cache(maxsize=512)
def readable(latex: str) -> str:
    """Write a formula in Unicode; what can't be converted stays LaTeX."""
    latex = latex.replace(FORMULA, "").strip()
    if len(latex) > _LONGEST or latex.count("{") > _MOST_BRACES:
        return latex
    try:
        converted = _to_unicode(_INDICES.sub(r"_{\1},_{\2}", latex))
    except (ValueError, LookupError, TypeError, RecursionError):
        return latex
    lines = (" ".join(line.split()) for line in converted.splitlines())
    return "\n".join(line for line in lines if line) or latex
