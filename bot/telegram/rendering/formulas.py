"""LaTeX as Unicode that reads well in a message."""

import re
from collections.abc import Callable
from functools import lru_cache

from telegramify_markdown.latex_escape.helper import LatexToUnicodeHelper

from bot.telegram.rendering.sanitizing import FORMULA, HYPHEN

_LONGEST = 2000  # characters; beyond this it is no formula, and conversion would cost time
_MOST_BRACES = 150  # the converter reads nested groups again at each level
_to_unicode: Callable[[str], str] = LatexToUnicodeHelper().parse
_INDICES = re.compile(r"_\{([0-9a-z]),\s*([0-9a-z])\}")  # there is no small comma
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\[\]{}]*)\])?\s*\{")
_BARE_ROOT = re.compile(r"\((√\w+)\)")
_PRODUCT_BELOW = re.compile(r"/(\d+[A-Za-z]+)(?![\w(])")  # 1/2a would be read as half of a
_TEXT_COMMAND = re.compile(r"\\(?:text|mbox|operatorname|textrm|textbf|mathrm)\s*\{[^{}]*\}?")
_MINUS = re.compile(r"-(?!>)")
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
        marked = _TEXT_COMMAND.sub(lambda words: words[0].replace("-", HYPHEN), latex)
        converted = _to_unicode(_INDICES.sub(r"_{\1},_{\2}", _without_roots(marked)))
    except (ValueError, LookupError, TypeError, RecursionError):
        return latex
    if "frac" in latex:
        converted = _PRODUCT_BELOW.sub(r"/(\1)", _BARE_ROOT.sub(r"\1", converted))
    lines = (" ".join(line.split()) for line in converted.splitlines())
    text = _MINUS.sub("−", "\n".join(line for line in lines if line))
    return text.replace(HYPHEN, "-") or latex


def _without_roots(latex: str) -> str:
    """Write roots with the sign and brackets: an overline of combining characters falls apart on phones."""
    found = _ROOT.search(latex)
    end = _closing_brace(latex, found.end()) if found else None
    if found is None or end is None:
        return latex
    under, degree = _without_roots(latex[found.end() : end]).strip(), found[1]
    sign = f"{{}}^{{{degree}}}√" if degree else "√"
    root = sign + (under if len(under) == 1 or under.isdigit() else f"({under})")
    return latex[: found.start()] + root + _without_roots(latex[end + 1 :])


def _closing_brace(latex: str, start: int) -> int | None:
    depth = 1
    for place in range(start, len(latex)):
        depth += (latex[place] == "{") - (latex[place] == "}")
        if not depth:
            return place
    return None
