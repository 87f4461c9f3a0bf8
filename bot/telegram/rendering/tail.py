"""The end of a Markdown source that is still being written.

What may yet turn out to be markup is held back until it tells; what is open (bold, code, a block of code) is
closed, so that it looks at once as it will look in the end.
"""

import re

from bot.telegram.rendering.chat_dialect import html_as_text, to_commonmark
from bot.telegram.rendering.formulas import may_become_formula
from bot.telegram.rendering.source import (
    DelimiterRun,
    Token,
    after,
    before,
    inline_groups,
    line_start,
    parse,
    unpaired_runs,
)

_HELD = 1500  # bytes that may be held back for a construct that is not complete; beyond, it is shown as it is

_PREFIX = rb"[ \t>]*"
_MARKERS = re.compile(
    rb"(?:\A|\n)" + _PREFIX + rb"(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*"
    rb"(?:\d{1,9}[.)]?|#{1,7}|[-+*_=~`|: \t]+|\[[ xX]?\]?)?\Z"
)
_TABLE_HEADER = re.compile(rb"(?:\A|\n)" + _PREFIX + rb"(?:\|(?!\|)[^\n]*|[^|`\n]{1,120} \| [^`\n]{0,120})\Z")
_FENCE_LINE = re.compile(rb"\n" + _PREFIX + rb"(?:`+|~+)\Z")
_DELIMITERS = re.compile(rb"[*_~|`\\\[]+\Z")
_LINK_TEXT = rb"!?\[(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\]){0,320}"
_LINK_ADDRESS = rb"\((?:[^()\n]|\([^()\n]*\))*(?:\([^()\n]*)?"
_BEGINNINGS = re.compile(
    rb"(?:&[#A-Za-z0-9]{0,8}"  # a character reference
    rb"|(?<![^\s(])!"  # an image
    rb"|<https?:[^\s<>]*|</?[A-Za-z0-9.+_-]{0,60}(?:@[A-Za-z0-9.-]*|\s?/)?"  # an address, a tag
    rb"|" + _LINK_TEXT + rb"(?:\](?:" + _LINK_ADDRESS + rb")?)?"  # a link
    rb"|(?<!\w)__[a-z0-9_]*"  # a name
    rb")\Z"
)
_OPEN_BRACKET = re.compile(rb"(?<!\\)\\[(\[](?:(?!(?<!\\)\\[)\]]|\n[ \t]*\n)[\s\S])*\Z")
_SPOILER = re.compile(rb"(?<![\w|\\\x80-\xff])\|\|(?=[^\s|])([^|\n]*)\Z")

_LEAVES = frozenset(("Paragraph", "Heading", "Item", "CodeBlock", "HtmlBlock", "Table"))
_CODE = frozenset(("Code", "CodeBlock", "InlineMath", "DisplayMath"))
_STRONG = 2
_LONGEST_RUN = 3


def settled(source: bytes) -> tuple[bytes, list[Token]]:
    """Hold back and close what is open at the end; returns what `to_commonmark` does."""
    source, tokens = _certain(html_as_text(source))
    code = next((run for run in _open_runs(source, tokens) if run.mark == "`"), None)
    if code:
        # Closed before the rest is read again: what stands in code is not markup.
        source += b"`" * (code.end - code.start)
    source, tokens = to_commonmark(source)
    closers = _closers(source, tokens)
    return to_commonmark(source + closers) if closers else (source, tokens)


def _certain(source: bytes) -> tuple[bytes, list[Token]]:
    """Cut off the end all that is not certain yet; returns the rest and its tokens."""
    complete_line = source.endswith(b"\n")
    source = source.rstrip()
    while True:
        tokens = parse(source)
        kept = _without_tail(source, tokens, complete_line=complete_line)
        if len(kept) == len(source):
            return source, tokens
        complete_line = complete_line or kept.endswith(b"\n")
        source = kept.rstrip()


def _without_tail(source: bytes, tokens: list[Token], *, complete_line: bool) -> bytes:
    """Cut one uncertain piece off the end; the same source when there is none."""
    leaf = next((token for token in reversed(tokens) if token.edge == "start" and token.tag in _LEAVES), None)
    if leaf and leaf.end >= len(source):
        if leaf.tag == "CodeBlock":
            return _FENCE_LINE.sub(b"", source)
        if leaf.tag == "Table":
            return _whole_rows(source, tokens, leaf, complete_line=complete_line)
    last_line = line_start(source, len(source))
    for pattern in (_MARKERS, _TABLE_HEADER):
        found = pattern.search(source, max(0, last_line - 1))
        if found and found[0]:
            return source[: found.start() + found[0].startswith(b"\n")]
    return _without_beginnings(source, tokens)


def _whole_rows(source: bytes, tokens: list[Token], table: Token, *, complete_line: bool) -> bytes:
    """Show a table row by row, and not before its first row tells the shape."""
    if not complete_line:
        return source[: max(line_start(source, len(source)), line_start(source, table.start))]
    has_rows = any(token.tag == "TableRow" and token.start >= table.start for token in tokens)
    return source if has_rows else source[: line_start(source, table.start)]


def _without_beginnings(source: bytes, tokens: list[Token]) -> bytes:
    delimiters = _DELIMITERS.search(source)
    if delimiters:
        return source[: delimiters.start()]
    open_runs = _open_runs(source, tokens)
    if any(run.mark == "`" for run in open_runs):
        return source
    for run in open_runs:
        if run.mark == "$" and may_become_formula(source[run.end :].decode()):
            return source[: run.start]
    for pattern in (_BEGINNINGS, _OPEN_BRACKET):
        found = pattern.search(source, max(0, len(source) - _HELD))
        if found and not _in_code(tokens, found.start()):
            return source[: found.start()]
    return source


def _in_code(tokens: list[Token], place: int) -> bool:
    return any(token.tag in _CODE and token.start <= place < token.end for token in tokens)


def _open_runs(source: bytes, tokens: list[Token]) -> list[DelimiterRun]:
    """Collect the delimiters that nothing closed in the text that the source ends in."""
    groups = list(inline_groups(tokens))
    if not groups or max(token.end for token in groups[-1]) < len(source):
        return []
    return unpaired_runs(groups[-1], source)


def _closers(source: bytes, tokens: list[Token]) -> bytes:
    """Close what is open, innermost first."""
    closers: list[str] = []
    for run in _open_runs(source, tokens):
        mark = run.mark * (run.end - run.start)
        if _opens(source, run):
            closers.append(mark)
    spoiler = _SPOILER.search(source, max(0, len(source) - _HELD))
    if spoiler and not _in_code(tokens, spoiler.start()):
        closers.append("||")
    return "".join(reversed(closers)).encode()


def _opens(source: bytes, run: DelimiterRun) -> bool:
    """Tell whether a run of delimiters can begin emphasis, as a chat reads it."""
    behind = after(source, run.end)
    if not behind or behind.isspace():
        return False
    size = run.end - run.start
    in_word = before(source, run.start).isalnum()
    if run.mark == "*":
        return size == _STRONG or (not in_word and size <= _LONGEST_RUN)
    if run.mark == "~":
        return size == _STRONG
    return run.mark == "_" and not in_word and size <= _LONGEST_RUN
