"""The people and groups that admins look through."""

import sqlite3

from bot.core.access import Standing
from bot.core.people import Group, Page, Person
from bot.storage.database import Database

# Of a longer search, this many letters count.
_LONGEST_SEARCH = 100

_PEOPLE = """
SELECT id, name, username, seen_at, standing, name || ' @' || coalesce(username, '') || ' ' || id AS described
FROM (
    SELECT known.id, trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) AS name, username,
        seen_at, coalesce(standing, 'unknown') AS standing
    FROM (SELECT id FROM users UNION SELECT id FROM access UNION SELECT id FROM limits) AS known
    LEFT JOIN users ON users.id = known.id LEFT JOIN access ON access.id = known.id
    WHERE known.id > 0
)
"""
_GROUPS = """
SELECT id, title, username, seen_at, standing, active,
    title || ' @' || coalesce(username, '') || ' ' || id AS described
FROM (
    SELECT known.id, coalesce(title, '') AS title, username, seen_at,
        coalesce(standing, 'unknown') AS standing, coalesce(active, 0) AS active
    FROM (SELECT id FROM chats UNION SELECT id FROM access UNION SELECT id FROM limits) AS known
    LEFT JOIN chats ON chats.id = known.id LEFT JOIN access ON access.id = known.id
    WHERE known.id < 0
)
"""
_FOUND = " FROM ({}) WHERE standing = coalesce(?, standing)"
_COUNT = "SELECT count(*) AS total" + _FOUND
_ROWS = "SELECT *" + _FOUND
_WORD = " AND described GLOB ?"
_ONE = "SELECT * FROM ({}) WHERE id = ?"
_PAGE = " ORDER BY seen_at DESC, id LIMIT ? OFFSET ?"


class Directory:
    """Who was met and of whom admins decided, the last seen first; every method may raise StorageError.

    `search` is words of a name, a @username, an id: all of them must be found, in letters of any case.
    `standing` leaves only those of this standing. A page has `size` rows from the `first` on (0: the first).
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def people(
        self, search: str = "", standing: Standing | None = None, *, first: int = 0, size: int = 10
    ) -> Page[Person]:
        """Return a page of the people who are found."""
        rows, total = await self._found(_PEOPLE, search, standing, (size, first))
        return Page([_person_of(row) for row in rows], total)

    async def groups(
        self, search: str = "", standing: Standing | None = None, *, first: int = 0, size: int = 10
    ) -> Page[Group]:
        """Return a page of the groups and channels that are found."""
        rows, total = await self._found(_GROUPS, search, standing, (size, first))
        return Page([_group_of(row) for row in rows], total)

    async def one(self, each: int) -> Person | Group | None:
        """Return a person (id > 0) or a group; None for one that was never met nor decided of."""
        everybody = _PEOPLE if each > 0 else _GROUPS
        row = await self._database.row(_ONE.format(everybody), (each,))
        if row is None:
            return None
        return _person_of(row) if each > 0 else _group_of(row)

    async def _found(
        self, everybody: str, search: str, standing: Standing | None, page: tuple[int, int]
    ) -> tuple[list[sqlite3.Row], int]:
        patterns = _patterns(search)
        matching = _WORD * len(patterns)
        async with self._database.transaction() as statements:
            (total,) = await statements.rows(_COUNT.format(everybody) + matching, (standing, *patterns))
            paged = _ROWS.format(everybody) + matching + _PAGE
            return await statements.rows(paged, (standing, *patterns, *page)), total["total"]


def _person_of(row: sqlite3.Row) -> Person:
    return Person(row["id"], row["name"], row["username"], row["seen_at"], Standing(row["standing"]))


def _group_of(row: sqlite3.Row) -> Group:
    return Group(
        id=row["id"],
        title=row["title"],
        username=row["username"],
        seen_at=row["seen_at"],
        standing=Standing(row["standing"]),
        active=bool(row["active"]),
    )


def _patterns(search: str) -> list[str]:
    """Return GLOB patterns, one for each word.

    SQLite's LIKE and lower() know the case of ASCII letters only (https://www.sqlite.org/lang_expr.html#like).
    """
    words = search[:_LONGEST_SEARCH].split()
    return [f"*{''.join(map(_any_case, word))}*" for word in words]


def _any_case(letter: str) -> str:
    if letter in "*?[":
        return f"[{letter}]"
    cases = {letter, *(each for each in (letter.lower(), letter.upper()) if len(each) == 1)}
    # People write one for the other: U+0435 and U+0451, small and capital.
    if cases & {"\u0435", "\u0451"}:
        cases |= {"\u0435", "\u0451", "\u0415", "\u0401"}
    return letter if len(cases) == 1 else f"[{''.join(sorted(cases))}]"
