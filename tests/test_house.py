"""The rules of the house, as docs/architecture.md tells them; a failure lists what stands against one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import Function, functions, imports, neighbours, nodes, read, room, sources, span, tracked

# What of the front the terminal may know: it turns settings into what the rooms take.
SETTINGS_READ = {"config", "telegram_bot", "gigachat_endpoint", "rules", "advice", "admin_panel"}
# Imports run one way: a room may know itself and the rooms named here. The front may know all of them.
ROOMS: dict[str, set[str]] = {
    "core": set(),
    "dialog": {"core"},
    "accounts": {"core", "dialog", "locales"},
    "gigachat": {"core"},
    "storage": {"core"},
    "web": {"core"},
    "telegram": {"core", "dialog", "accounts", "locales"},
    "locales": set(),
    "sandbox": set(),
    "terminal": {"core", "dialog", "accounts", "gigachat", "storage", "telegram", "locales", *SETTINGS_READ},
}
# Of the front the settings alone have a rule.
FRONT: dict[str, set[str]] = {
    "config": {"core", "setting_names", "setting_types"},
    "setting_names": {"core"},
    "setting_types": {"core"},
}
# The rooms in which a library is spoken to; the front may use any.
LIBRARIES: dict[str, set[str]] = {
    "aiogram": {"telegram", "terminal"},
    "aiohttp": {"gigachat", "web", "telegram", "sandbox"},
    "aiohttp_socks": {"gigachat", "telegram"},
    "aiosqlite": {"storage"},
    "sqlite3": {"storage"},
    "filelock": {"storage"},
    "PIL": {"accounts"},
    "fluent": {"locales"},
    "telegramify_markdown": {"telegram"},
    "pydantic": {"telegram"},
    "pyromark": {"telegram"},
    "pydantic_settings": set(),
    "yarl": {"gigachat"},
    "prometheus_client": {"web"},
    "pythonjsonlogger": set(),
}
WORLD = {"asyncio", "contextvars", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil"}
WORLD |= {"socket", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib"}
REFUSED = {"manager", "managers", "helper", "helpers", "util", "utils", "service", "services"}
REFUSED |= {"data", "info", "process", "do", "misc", "common"}
TOP_LEVEL = {".ci", ".dockerignore", ".env.example", ".gitignore", "benchmarks", "bot", "docs", "migrations"}
TOP_LEVEL |= {"tests", "CHANGELOG.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "compose.yaml"}
TOP_LEVEL |= {"pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-bench.lock"}
FILE_LINES, FUNCTION_LINES, HANDLER_LINES = 250, 40, 15


def test_every_room_has_a_rule() -> None:
    """A room that appears without a rule, or a rule whose room is gone, is noticed."""
    assert {room(path) for path in tracked() if path.parts[0] == "bot"} - {None} == set(ROOMS)


def test_rooms_import_one_way() -> None:
    """No room reaches sideways or upwards, and the settings depend on the core alone."""
    wrong = []
    for path in sources("bot"):
        rule = (ROOMS | FRONT).get(room(path) or path.stem)
        wrong += [f"{path}: {name}" for name in sorted(neighbours(path) - rule)] if rule is not None else []
    assert not wrong


def test_the_sandbox_is_a_second_opinion() -> None:
    """The sandbox takes nothing from the bot that it judges, not even its version."""
    taken = [(path, name) for path in sources("bot") if room(path) == "sandbox" for name in imports(path)]
    assert not [f"{path}: {name}" for path, name in taken if re.match(r"bot(?!\.sandbox\b)(\.|$)", name)]


def test_libraries_stay_in_their_rooms() -> None:
    """A library is known only where it is spoken to: aiogram in telegram/, SQL in storage/, and so on."""
    wrong = []
    for path in sources("bot"):
        met = {name.split(".")[0] for name in imports(path)} & set(LIBRARIES)
        wrong += [f"{path}: {name}" for name in met if room(path) and room(path) not in LIBRARIES[name]]
    assert not wrong


def test_the_core_only_decides() -> None:
    """The core awaits nothing, asks no clock, and touches neither the world nor a library."""
    wrong = []
    for path in (path for path in sources("bot") if room(path) == "core"):
        # Which question the present work is for goes with the task, as no argument could through libraries.
        refused = {*WORLD, *LIBRARIES} - ({"contextvars"} if path.stem == "trace" else set())
        # `urllib.parse` takes text apart and asks nobody.
        named = [name for name in imports(path) if not name.startswith("urllib.parse.")]
        wrong += [f"{path}: {name}" for name in named if name.split(".")[0] in refused]
        wrong += [f"{path}:{node.lineno}: async" for node in nodes(path, ast.AsyncFunctionDef)]
        asked = (node for node in nodes(path, ast.Attribute) if node.attr in {"now", "utcnow", "today"})
        wrong += [f"{path}:{node.lineno}: {node.attr}" for node in asked]
    assert not wrong


def test_durations_come_from_the_event_loop() -> None:
    """Only the loop's clock measures, so that a test can move time by hand, and nothing blocks in a sleep."""
    refused = r"time(\.|import )(monotonic|perf_counter|sleep)(_ns)?"
    wrong = [
        f"{path}:{node.lineno}"
        for path in sources("bot")
        for node in nodes(path, ast.Attribute)
        if re.fullmatch(refused, ast.unparse(node))
    ]
    wrong += [
        f"{path}: {name}" for path in sources("bot") for name in imports(path) if re.fullmatch(refused, name)
    ]
    assert not wrong


def test_files_and_functions_are_short() -> None:
    """A file or a function that outgrows the hard limit is taken apart."""
    long = [str(path) for path in sources("bot") if len(read(path).splitlines()) > FILE_LINES]
    for path in sources("bot"):
        long += [f"{path}: {node.name}" for node in functions(path) if code_lines(node) > FUNCTION_LINES]
    assert not long


def code_lines(function: Function) -> int:
    """Return how long a function is without its docstring, which may tell as much as it has to."""
    told = span(function.body[0]) if ast.get_docstring(function) else 0
    return span(function) - told


def handlers(path: Path) -> Iterator[Function]:
    """Yield the functions that a router's decorator or a call of `register` makes handlers."""
    calls = [call for call in nodes(path, ast.Call) if call.args and "register" in ast.unparse(call.func)]
    registered = {ast.unparse(call.args[0]) for call in calls}
    for node in functions(path):
        decorators = map(ast.unparse, node.decorator_list)
        if node.name in registered or any(re.match(r"\w*router\.", name) for name in decorators):
            yield node


def test_handlers_are_thin() -> None:
    """A handler of Telegram stays within 15 lines and leaves errors to the one place that words them."""
    wrong = []
    met = [(path, each) for path in sources("bot") if room(path) == "telegram" for each in handlers(path)]
    for path, each in met:
        body = each.body[1:] or each.body if ast.get_docstring(each) else each.body
        tries = any(isinstance(node, ast.Try | ast.TryStar) for node in ast.walk(each))
        wrong += [f"{path}: {each.name}"] if tries or span(*body) > HANDLER_LINES else []
    assert met, "no handler was recognised: has the way of registering them changed?"
    assert not wrong


def test_file_names_tell() -> None:
    """No file carries a name that says nothing of what is in it."""
    sayings = {path: set(re.findall(r"[a-z]+", path.stem)) for path in tracked() if path.suffix == ".py"}
    assert not {str(path): words & REFUSED for path, words in sayings.items() if words & REFUSED}


def test_tls_is_always_verified() -> None:
    """Nothing, the tests included, connects without verifying whom it talks to."""
    wrong = []
    for path in sources("bot", "tests", "benchmarks"):
        suspects: list[ast.keyword | ast.Assign | ast.Attribute] = [*nodes(path, ast.keyword)]
        suspects += [*nodes(path, ast.Assign), *nodes(path, ast.Attribute)]
        for node in suspects:
            text = ast.unparse(node).replace(" ", "")
            off = re.search(r"\b(verify|verify_ssl|ssl|check_hostname)=False$", text)
            off = off or re.search(r"\.(CERT_NONE|CERT_OPTIONAL|_create_unverified_context)$", text)
            wrong += [f"{path}:{node.lineno}"] if off else []
    assert not wrong


def test_no_error_is_swallowed() -> None:
    """Every except names what it expects, and none throws away what it didn't."""
    wrong = []
    for path in sources("bot", "tests", "benchmarks"):
        for node in nodes(path, ast.ExceptHandler):
            broad = node.type is not None and re.search(r"\b(Base)?Exception\b", ast.unparse(node.type))
            idle = all(
                isinstance(step, ast.Pass | ast.Continue | ast.Expr) and not calls(step) for step in node.body
            )
            wrong += [f"{path}:{node.lineno}"] if node.type is None or (broad and idle) else []
        suppressed = (
            ast.unparse(node) for node in nodes(path, ast.Call) if "suppress" in ast.unparse(node.func)
        )
        wrong += [f"{path}: {call}" for call in suppressed if re.search(r"\b(Base)?Exception\b", call)]
    assert not wrong


def calls(step: ast.stmt) -> bool:
    """Tell whether a statement calls or awaits anything."""
    return any(isinstance(node, ast.Call | ast.Await) for node in ast.walk(step))


def test_every_task_has_an_owner() -> None:
    """A task is kept by somebody: the loop itself holds a weak reference only (asyncio's documentation)."""
    dropped = r"(asyncio\.|.*loop(\(\))?\.)?(create_task|ensure_future)\(.*"
    wrong = [
        f"{path}:{node.lineno}"
        for path in sources("bot", "tests", "benchmarks")
        for node in nodes(path, ast.Expr)
        if re.fullmatch(dropped, ast.unparse(node), re.DOTALL)
    ]
    assert not wrong


def test_no_file_knows_this_machine() -> None:
    """No tracked file holds a path of the machine it was written on, nor a package registry's host."""
    machine = re.compile(
        r"(?<![\w.:/-])/(?:home|root|work|Users)/|\bpypi[.]org|pythonhosted[.]org|--(?:extra-)?index-url"
    )
    texts = [(path, read(path)) for path in tracked() if path.suffix not in {".png", ".gif", ".jpg", ".ico"}]
    assert not [f"{path}: {found.group()}" for path, text in texts if (found := machine.search(text))]


def test_every_test_tells_what_it_protects() -> None:
    """Each test says in its docstring which behaviour would be lost."""
    tests = [
        (path, node) for path in sources("tests") for node in functions(path) if node.name.startswith("test_")
    ]
    assert not [f"{path}: {node.name}" for path, node in tests if not ast.get_docstring(node)]


def test_the_front_step_is_tidy() -> None:
    """The top level holds what a visitor expects there and nothing else."""
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL
