"""The checkout as the tests of the house read it: tracked files, syntax trees, rooms and imports."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = TypeVar("Node", bound=ast.AST)


@cache
def tracked() -> tuple[Path, ...]:
    """Return what git tracks and the checkout holds, as paths from its root."""
    # A checkout that is mounted into a container often belongs to another user, which git mistrusts.
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(git, check=True, capture_output=True, text=True)  # noqa: S603  all words are ours
    return tuple(Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(read(path), str(path))


def read(path: Path | str) -> str:
    """Return the text of a file of the checkout."""
    return (ROOT / path).read_text("utf-8")


def sources(*tops: str) -> list[Path]:
    """Return the tracked Python files below these top-level directories."""
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in tops]


def nodes(path: Path, kind: type[Node]) -> Iterator[Node]:
    """Yield each node of one kind in a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, kind))


def functions(path: Path) -> Iterator[Function]:
    """Yield each function and method of a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def span(first: ast.stmt, *rest: ast.stmt) -> int:
    """Return how many lines these statements take, the first one's to the last one's."""
    return max(node.end_lineno or node.lineno for node in (first, *rest)) - first.lineno + 1


def room(path: Path) -> str | None:
    """Return the room that a file of `bot/` stands in, None for the front: app, config and their like."""
    return path.parts[1] if len(path.parts) > len(("bot", "room")) else None


def imports(path: Path) -> Iterator[str]:
    """Yield each imported name with dots, relative ones made absolute: `from bot import app` is `bot.app`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.parts[: -node.level] if node.level else ()
            module = ".".join((*package, *filter(None, [node.module])))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def neighbours(path: Path) -> set[str]:
    """Return the rooms and front modules of `bot` that a file imports, its own room left out."""
    names = {name.split(".")[1] for name in imports(path) if name.startswith("bot.")}
    return {name for name in names if name != room(path) and not name.startswith("__")}
