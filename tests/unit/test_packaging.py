"""The ways in: make, the locks, the image, the compose file, `.env.example` and what README says of them."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import packages_distributions
from pathlib import Path
from threading import Thread

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from tests.house import imports, sources

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without what a make or a coverage above it would pass down."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "COV"))}
    return subprocess.run(  # noqa: S603  the words are the tests' own
        command, cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False, timeout=60
    )


def read(name: str) -> str:
    """Return the text of a file at the top level."""
    return (ROOT / name).read_text("utf-8")


def pinned(lock: str) -> dict[str, str]:
    """Return the version of each distribution in a lock."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^ ;]+)", read(lock), re.MULTILINE))


def wanted(*groups: str) -> list[Requirement]:
    """Return what pyproject.toml asks for at run time, and in these groups."""
    project = tomllib.loads(read("pyproject.toml"))
    lines = [*project["project"]["dependencies"]]
    for group in groups:
        lines += project["dependency-groups"][group]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_trusts_hashes_and_names_no_host(lock: str) -> None:
    """A lock can't lead a machine to a foreign index, and nothing in it goes unhashed."""
    entries = re.split(r"\n(?=\S)", read(lock).strip())
    assert all(re.match(r"[a-z0-9][a-z0-9.-]*==\S+( ; .+)? \\\n", entry) for entry in entries)
    assert all(re.fullmatch(r".+\n(    --hash=sha256:[0-9a-f]{64}( \\\n|$))+", entry) for entry in entries)


@pytest.mark.parametrize(
    ("lock", "groups"), [(LOCKS[0], ()), (LOCKS[1], ("dev",)), (LOCKS[2], ("bench",))], ids=LOCKS
)
def test_a_lock_is_in_step_with_the_project(lock: str, groups: tuple[str, ...]) -> None:
    """A dependency that was added or raised in pyproject.toml is in the lock as it is wanted."""
    versions = pinned(lock)
    off = [
        str(need)
        for need in wanted(*groups)
        if versions.get(canonicalize_name(need.name), "-") not in need.specifier
    ]
    assert not off


def test_what_is_imported_is_asked_for() -> None:
    """A library that the bot imports can't vanish with another one that brought it along."""
    asked = {canonicalize_name(need.name) for need in wanted()}
    libraries = {name.split(".")[0] for path in sources("bot") for name in imports(path)}
    libraries -= {"bot", *sys.stdlib_module_names}
    distributions = packages_distributions()
    assert not [name for name in libraries if asked.isdisjoint(map(canonicalize_name, distributions[name]))]


def test_the_version_is_one() -> None:
    """pyproject.toml tells the version that the bot tells."""
    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == bot.__version__


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_tests_and_benchmarks_run_what_is_released(lock: str) -> None:
    """What is tested and measured is, to the version, what the runtime lock installs."""
    assert pinned(LOCKS[0]).items() <= pinned(lock).items()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout whose venv is ready, with a `python` in it that prints its arguments as JSON."""
    for name in ("Makefile", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    stub = tmp_path / ".venv/bin/python"
    stub.parent.mkdir(parents=True)
    stub.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    stub.chmod(0o755)
    (tmp_path / ".venv/runtime.stamp").touch()
    (tmp_path / ".venv/dev.stamp").touch()
    return tmp_path


@pytest.mark.parametrize("target", ["test", "run", "demo", "bench"])
def test_make_says_which_python_it_needs(tmp_path: Path, target: str) -> None:
    """With an interpreter that is too old, make tells the way out and leaves no venv behind."""
    for name in ("Makefile", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    made = run("make", "PYTHON=false", target, cwd=tmp_path)
    assert made.returncode
    assert "Python 3.11 or newer is needed" in made.stderr
    assert not list(tmp_path.glob(".venv*"))


def test_make_run_asks_for_the_settings_first(checkout: Path) -> None:
    """Without `.env`, make run says how to make one; with it, the bot is started."""
    missing = run("make", "run", cwd=checkout)
    assert missing.returncode
    assert "cp .env.example .env" in missing.stderr
    (checkout / ".env").touch()
    assert json.loads(run("make", "run", cwd=checkout).stdout) == ["-m", "bot", "run"]


def test_make_ask_passes_the_question_untouched(checkout: Path) -> None:
    """A question reaches the bot word for word: the shell runs nothing that stands in it."""
    question = "Что \"это\" и 'то'? `id` ; echo * $HOME $5 $(id)"
    assert json.loads(run("make", "ask", f"Q={question}", cwd=checkout).stdout) == [
        "-m",
        "bot",
        "ask",
        question,
    ]
    assert "make ask Q=" in run("make", "ask", cwd=checkout).stderr


def test_a_second_make_installs_nothing(checkout: Path) -> None:
    """With a venv that is newer than the locks, pip isn't even asked; a lock that changed is installed."""
    assert "pip install" not in run("make", "-n", "test", cwd=checkout).stdout
    later = (checkout / ".venv/dev.stamp").stat().st_mtime + 10
    os.utime(checkout / "requirements.lock", (later, later))
    assert run("make", "-n", "-j4", "test", cwd=checkout).stdout.count("pip install") == len(LOCKS[:2])


def test_readme_and_help_know_every_target() -> None:
    """README names targets that exist, `make` alone lists all, and CI runs README's command."""
    listed = set(re.findall(r"^make (\w+)", run("make", cwd=ROOT).stdout, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony
    assert listed == set(phony[1].split())
    named = set(re.findall(r"(?:^|`)make (\w+)", read("README.md"), re.MULTILINE))
    assert {"test", "run", "demo"} <= named <= listed
    assert read(".ci/run").rstrip().endswith("\nmake test")


def example() -> dict[str, str]:
    """Return the settings of `.env.example`, those that are commented out included."""
    return dict(re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]+)=(.*)$", read(".env.example"), re.MULTILINE))


def test_env_example_documents_every_setting() -> None:
    """Each setting stands in `.env.example` and in README, and `.env.example` holds no other."""
    fields = {name.upper() for name in importlib.import_module("bot.config").Settings.model_fields}
    assert set(example()) == fields
    assert not [name for name in fields if f"`{name}`" not in read("README.md")]


def test_env_example_shows_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An owner who uncomments a line of `.env.example` changes nothing: each value is the default."""
    settings = importlib.import_module("bot.config").Settings
    for name in settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    secret = re.compile("(BOT_TOKEN|GIGACHAT_CREDENTIALS)(_FILE)?")
    shown = [f"{name}={value}" for name, value in example().items() if not secret.fullmatch(name)]
    (tmp_path / "shown").write_text("\n".join(shown), "utf-8")
    assert settings(_env_file=tmp_path / "shown") == settings(_env_file=None)


def instructions(name: str) -> list[str]:
    """Return the arguments of each Dockerfile instruction of one name, continued lines joined."""
    text = read("Dockerfile").replace("\\\n", " ")
    return [found.strip() for found in re.findall(rf"^{name} (.+)$", text, re.MULTILINE)]


def test_hadolint_finds_nothing() -> None:
    """The Dockerfile parses and follows the rules of hadolint, all of them."""
    hadolint = Path(sysconfig.get_path("scripts"), "hadolint")
    linted = run(hadolint, "--no-color", "Dockerfile", cwd=ROOT)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_image_runs_as_nobody_and_hears_its_stop() -> None:
    """The image runs by a numeric id that isn't root, stops on SIGTERM as process 1, and keeps /data."""
    assert instructions("USER") == ["10001:10001"]
    assert json.loads(instructions("ENTRYPOINT")[-1]) == ["python", "-m", "bot"]
    assert json.loads(instructions("CMD")[-1]) == ["run"]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    assert instructions("VOLUME") == ["/data"]
    assert "DATABASE_PATH=/data/bot.sqlite3" in instructions("ENV")[-1].split()


class Health(BaseHTTPRequestHandler):
    """A bot that is well at /health and at no other path."""

    def do_GET(self) -> None:
        """Answer 200 or 503."""
        self.send_response(HTTPStatus.OK if self.path == "/health" else HTTPStatus.SERVICE_UNAVAILABLE)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


def test_the_health_check_asks_the_bot() -> None:
    """The image's check passes while the bot answers, past any proxy, and fails otherwise."""
    check = json.loads(instructions("HEALTHCHECK")[-1].partition(" CMD ")[2])
    assert check[0] == "python"
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        ask = partial(run, sys.executable, *check[1:-1], cwd=ROOT, HEALTH_PORT=str(server.server_port))
        assert ask(check[-1], http_proxy="http://127.0.0.1:9").returncode == 0
        assert ask(check[-1].replace("/health", "/ill")).returncode
        server.shutdown()
    assert ask(check[-1]).returncode


def copied() -> list[str]:
    """Return what the image takes from the checkout."""
    return [line.split()[0] for line in instructions("COPY") if not line.startswith("--from")]


def test_the_image_takes_only_what_is_named() -> None:
    """The build context is closed but for what is copied: no secret and no database can slip in."""
    rules = [line for line in read(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(copied())


def test_the_image_starts_from_what_it_takes(tmp_path: Path) -> None:
    """The copied tree is whole: the bot starts from it, and has its commands and its migrations."""
    for name in copied():
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    started = run(sys.executable, "-m", "bot", "--help", cwd=tmp_path, PYTHONPATH="", PYTHONSAFEPATH="")
    assert started.returncode == 0, started.stderr
    assert not {"run", "demo", "ask", "check"} - set(re.findall(r"\w+", started.stdout))
    assert list(tmp_path.glob("migrations/*.sql"))


def test_compose_gives_away_nothing_it_need_not() -> None:
    """The service keeps its database, stops in time, and holds no right that a chatbot has no use for."""
    lines = {line.strip() for line in read("compose.yaml").splitlines()}
    assert {"env_file: .env", "- data:/data", "restart: unless-stopped", "init: true"} <= lines
    assert {"read_only: true", "- no-new-privileges:true", "cap_drop:", "- ALL"} <= lines
    assert {"stop_grace_period: 30s", "DATABASE_PATH: /data/bot.sqlite3", 'HEALTH_PORT: "8080"'} <= lines
