"""The schema: how a file comes to it, and what is refused."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.core.errors import StorageError
from bot.storage.database import Database
from bot.storage.migrations import MIGRATIONS, load, statements

FIRST = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT) STRICT; INSERT INTO notes VALUES (1, 'one');"
CHILDREN = "CREATE TABLE tags (note INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE) STRICT;"
PIECES = [
    "SELECT 1;",
    "INSERT INTO t VALUES ('a;b');",
    "-- a remark; with a semicolon\nSELECT 2;",
    "/* and; another */ SELECT 'it''s; 3';",
    'SELECT "odd;name" FROM t;',
    "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = ';'; DELETE FROM u; END;",
]
OPENER = """
import asyncio, sys
from pathlib import Path
from bot.storage.database import Database

async def main() -> None:
    database = await Database.open(Path(sys.argv[1]), Path(sys.argv[2]))
    await database.rows("INSERT INTO starts DEFAULT VALUES")
    await database.close()

print("ready", flush=True)
sys.stdin.readline()
asyncio.run(main())
"""


def folder_of(tmp_path: Path, *scripts: str) -> Path:
    """Write the scripts as migrations 0001, 0002, …."""
    folder = tmp_path / "steps"
    folder.mkdir(exist_ok=True)
    for number, script in enumerate(scripts, 1):
        (folder / f"{number:04}_step.sql").write_text(script)
    return folder


async def migrated(path: Path, folder: Path) -> None:
    """Open and close, as a start and a stop do."""
    await (await Database.open(path, folder)).close()


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Read the file as a stranger does."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@given(st.lists(st.sampled_from(PIECES)))
def test_a_script_splits_at_the_ends_of_statements_only(pieces: list[str]) -> None:
    """Semicolons in strings, names, comments and triggers don't cut a statement."""
    assert list(statements("\n".join(pieces))) == pieces


def test_the_end_of_a_script_is_not_lost() -> None:
    """A last statement without a semicolon still runs."""
    assert list(statements("SELECT 1;\nSELECT 2\n")) == ["SELECT 1;", "SELECT 2"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "No migrations"),
        (["0002_late.sql"], "0001 was expected"),
        (["0001_a.sql", "0003_c.sql"], "0002 was expected"),
        (["0001_a.sql", "0001_b.sql"], "0002 was expected"),
        (["0001_a.sql", "draft.sql"], "must be named"),
    ],
)
def test_a_folder_with_a_gap_or_a_stranger_is_refused(
    tmp_path: Path, names: list[str], sentence: str
) -> None:
    """Migrations that lost or doubled a step never reach a database."""
    for name in names:
        (tmp_path / name).write_text("SELECT 1;")
    with pytest.raises(StorageError, match=sentence):
        load(tmp_path)


def test_no_migration_ends_the_transaction_of_the_runner() -> None:
    """A COMMIT within a released file would make half a schema possible."""
    for migration in load(MIGRATIONS):
        for statement in statements(migration.sql):
            lines = [line for line in statement.splitlines() if not line.lstrip().startswith("--")]
            first = "\n".join(lines).split()[0].upper()
            assert first not in {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"}


async def test_a_second_start_keeps_what_is_there(path: Path, tmp_path: Path) -> None:
    """A migration runs once, and a later one finds the rows of the earlier."""
    await migrated(path, folder_of(tmp_path, FIRST))
    await migrated(path, folder_of(tmp_path, FIRST, "UPDATE notes SET text = text || '!';"))
    await migrated(path, folder_of(tmp_path, FIRST, "UPDATE notes SET text = text || '!';"))
    assert asked(path, "SELECT text FROM notes") == [("one!",)]
    assert asked(path, "PRAGMA user_version") == [(2,)]


async def test_a_failing_migration_leaves_nothing(path: Path, tmp_path: Path) -> None:
    """What ran before the failure, the step before included, is rolled back with its version."""
    await migrated(path, folder_of(tmp_path, FIRST))
    steps = folder_of(tmp_path, FIRST, CHILDREN, "DELETE FROM notes; CREATE TABLE x (id INTEGER); NONSENSE;")
    with pytest.raises(StorageError, match=r"left as it was: 0003_step.sql failed"):
        await migrated(path, steps)
    assert asked(path, "SELECT name FROM sqlite_schema") == [("notes",)]
    assert asked(path, "SELECT text FROM notes") == [("one",)]
    assert asked(path, "PRAGMA user_version") == [(1,)]


async def test_a_newer_database_is_refused(path: Path, tmp_path: Path) -> None:
    """An older program never writes into a schema that it doesn't know."""
    await migrated(path, folder_of(tmp_path, FIRST, CHILDREN))
    (tmp_path / "steps" / "0002_step.sql").unlink()
    with pytest.raises(StorageError, match="version 2, newer than this program, which knows 1"):
        await migrated(path, tmp_path / "steps")


async def test_the_database_of_another_program_is_refused(path: Path) -> None:
    """A wrong path in the settings doesn't add our tables to somebody else's file."""
    stranger = sqlite3.connect(path)
    stranger.execute("CREATE TABLE cookies (id INTEGER)")
    stranger.close()
    with pytest.raises(StorageError, match="another program"):
        await migrated(path, MIGRATIONS)


async def test_a_table_can_be_rebuilt_without_losing_its_children(path: Path, tmp_path: Path) -> None:
    """Dropping the old form of a table doesn't cascade to the rows that refer to it."""
    rebuild = (
        "CREATE TABLE new (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
        "INSERT INTO new SELECT * FROM notes;"
        "DROP TABLE notes; ALTER TABLE new RENAME TO notes;"
    )
    tag = "INSERT INTO tags VALUES (1);"
    await migrated(path, folder_of(tmp_path, FIRST, CHILDREN, tag))
    await migrated(path, folder_of(tmp_path, FIRST, CHILDREN, tag, rebuild))
    assert asked(path, "SELECT note FROM tags") == [(1,)]


async def test_a_migration_that_breaks_a_reference_is_refused(path: Path, tmp_path: Path) -> None:
    """A row whose parent a migration removed is noticed before it is stored."""
    broken = "INSERT INTO tags VALUES (1); DELETE FROM notes;"
    with pytest.raises(StorageError, match="breaks a reference of tags"):
        await migrated(path, folder_of(tmp_path, FIRST, CHILDREN, broken))


def test_processes_that_start_at_once_migrate_once(path: Path, tmp_path: Path) -> None:
    """Of several simultaneous starts on a new file exactly one applies, and all of them work."""
    tables = "CREATE TABLE starts (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE runs (id INTEGER) STRICT;"
    steps = folder_of(tmp_path, tables, "INSERT INTO runs VALUES (1);")
    command = [sys.executable, "-W", "error", "-c", OPENER, str(path), str(steps)]
    root, pipe = Path(bot.__file__).parents[1], subprocess.PIPE
    starts = [
        subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603 - our own script
        for _ in range(4)
    ]
    for start in starts:
        assert start.stdout is not None
        assert start.stdout.readline() == b"ready\n"
    for start in starts:
        assert start.stdin is not None
        start.stdin.write(b"\n")
        start.stdin.flush()
    errors = [start.communicate()[1] for start in starts]
    assert errors == [b""] * 4
    assert asked(path, "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM starts)") == [(1, 4)]
