"""Every word that a user can see stands in locales/, in both languages, and is asked for somewhere."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from tests.house import nodes, parsed, read, room, sources

CYRILLIC = re.compile("[А-Яа-яЁё]")
RANGE = re.compile("[А-Яа-яЁё]-[А-Яа-яЁё][Ёё]?")  # `[а-яё]` in a pattern is no word


class References(Visitor):
    """Collects the variables and the keys that one message of Fluent names."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.keys: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  Fluent's name for it
        """Keep a variable's name."""
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802  Fluent's name for it
        """Keep another message's key."""
        self.keys.add(node.id.name)


@cache
def messages(language: str) -> dict[str, References]:
    """Return what each message of a language refers to, its attributes as `key.attribute`."""
    body = FluentParser().parse(read(f"bot/locales/{language}.ftl")).body
    assert not [entry.content for entry in body if isinstance(entry, ftl.Junk)], (
        f"{language}.ftl has a syntax error"
    )
    found: dict[str, References] = {}
    for entry in body:
        if isinstance(entry, ftl.Message):
            for name, part in parts(entry):
                found[name] = References()
                found[name].visit(part)
    return found


def parts(message: ftl.Message) -> Iterator[tuple[str, ftl.BaseNode]]:
    """Yield a message's own text and its attributes, each under its full name."""
    if message.value:
        yield message.id.name, message.value
    yield from ((f"{message.id.name}.{each.id.name}", each.value) for each in message.attributes)


def literals(path: Path) -> Iterator[ast.Constant]:
    """Yield the string literals of a file, without docstrings."""
    told = {id(node.value) for node in nodes(path, ast.Expr)}
    for node in nodes(path, ast.Constant):
        if isinstance(node.value, str) and id(node) not in told:
            yield node


def test_both_languages_say_the_same_things() -> None:
    """No sentence exists in one language only, and none forgets a variable that the other shows."""
    russian, english = messages("ru"), messages("en")
    assert set(russian) == set(english)
    assert {key: each.variables for key, each in russian.items()} == {
        key: each.variables for key, each in english.items()
    }


def test_every_sentence_is_used() -> None:
    """A key that no code and no other sentence names is dead weight, or a misspelt one."""
    named: set[str] = set()
    for path in (path for path in sources("bot") if room(path) != "sandbox"):
        # A router's name is for the log of aiogram alone.
        routers = [call for call in nodes(path, ast.Call) if ast.unparse(call.func) == "Router"]
        names = {id(each.value) for call in routers for each in call.keywords}
        named |= {str(node.value) for node in literals(path) if id(node) not in names}
    for language in ("ru", "en"):
        named |= {key for each in messages(language).values() for key in each.keys}
    assert not sorted(key for key in messages("ru") if key not in named and key.split(".")[0] not in named)


def test_every_error_has_its_sentence() -> None:
    """The key that an error carries in `words` exists, so that no user ever reads a bare key."""
    wrong = []
    for path in sources("bot"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if "words" in map(ast.unparse, targets) and node.value.value not in messages("ru"):
                    wrong.append(f"{path}:{node.lineno}")
    assert not wrong


def test_no_russian_outside_the_locales() -> None:
    """A Russian word in the code is one that an English reader would see; the sandbox speaks as it likes."""
    wrong = []
    for path in (path for path in sources("bot") if room(path) not in {"locales", "sandbox"}):
        rows = read(path).splitlines()
        for node in literals(path):
            # An escape such as \u0430 makes a Cyrillic value, too: what counts is what stands in the file.
            text = "\n".join(rows[node.lineno - 1 : node.end_lineno])
            russian = CYRILLIC.search(RANGE.sub("", str(node.value))) and CYRILLIC.search(text)
            wrong += [f"{path}:{node.lineno}"] if russian else []
    assert not wrong
