"""What people and groups are to this bot, and the invitations that let them in."""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Collection

from bot.core.access import Decision, Standing
from bot.storage.acts import ADD
from bot.storage.database import Database, Statements

# 16 random bytes are 22 letters, all of which Telegram takes in a link's `start` parameter.
_CODE_BYTES = 16

# Taking an invitation is what changed a standing last if both have one time: they are one transaction.
_STANDING = """
SELECT standing, changed_by, update_id, standing = 'allowed' AND EXISTS (
    SELECT 1 FROM invitations WHERE used_by = access.id AND used_at = access.changed_at) AS invited
FROM access WHERE id = ?
"""
_STANDINGS = "SELECT id, standing FROM access WHERE id IN (?, ?)"
_BANNED = """
SELECT id FROM access WHERE standing = 'banned' AND id IN (SELECT value FROM json_each(?))
"""
_SET = """
INSERT INTO access (id, standing, changed_by, changed_at, update_id) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET standing = excluded.standing, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at, update_id = excluded.update_id
"""
_CLEAR = "DELETE FROM access WHERE id = ?"
_ASK = """
INSERT INTO access (id, standing, changed_at, update_id) VALUES (?, 'asked', ?, ?)
ON CONFLICT DO UPDATE SET update_id = excluded.update_id
WHERE access.standing = 'asked' AND access.update_id = excluded.update_id RETURNING id
"""
_INVITE = "INSERT INTO invitations (code_hash, made_by, made_at, expires_at) VALUES (?, ?, ?, ?)"
# One statement looks and takes: of two who come at once, one finds it used.
_TAKE = """
UPDATE invitations SET used_by = ?2, used_at = ?3
WHERE code_hash = ?1 AND used_at IS NULL AND (expires_at IS NULL OR expires_at > ?3)
    AND NOT EXISTS (SELECT 1 FROM access WHERE id = ?2 AND standing IN ('allowed', 'banned'))
RETURNING made_by
"""


class Access:
    """The archive's tables of standings and invitations; every method may raise StorageError.

    Times are unix seconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, each: int) -> Standing:
        """Return the standing of a person (id > 0) or a group (id < 0)."""
        return (await self.decision(each)).standing

    async def decision(self, each: int) -> Decision:
        """Return the standing of a person or a group, and whose decision it is."""
        return _decision_of(await self._database.row(_STANDING, (each,)))

    async def standings(self, one: int, other: int) -> tuple[Standing, Standing]:
        """Return both standings, by one statement."""
        rows = await self._database.rows(_STANDINGS, (one, other))
        known = {row["id"]: Standing(row["standing"]) for row in rows}
        return known.get(one, Standing.UNKNOWN), known.get(other, Standing.UNKNOWN)

    async def banned_among(self, ids: Collection[int]) -> set[int]:
        """Return those of the people and groups who are banned."""
        return {row["id"] for row in await self._database.rows(_BANNED, (json.dumps(list(ids)),))}

    async def decide(self, each: int, decision: Decision, act: str, now: float) -> Decision:
        """Let an admin decide and note the act, both or neither; return whose decision holds.

        Where somebody is this already nothing changes: an update worked off again notes nothing twice.
        """
        async with self._database.transaction() as statements:
            present = _decision_of(await statements.row(_STANDING, (each,)))
            if present.standing is decision.standing:
                return present
            await _set(statements, each, decision, now)
            await statements.rows(ADD, (now, decision.by, act, each, None))
        return decision

    async def asked_once(self, each: int, now: float, update_id: int | None = None) -> bool:
        """Note that somebody unknown would like to talk; True exactly the first time.

        An update that asked first and is worked off again, `update_id`, is told True again.
        """
        return await self._database.row(_ASK, (each, now, update_id)) is not None

    async def invite(self, by: int, now: float, expires_at: float | None = None) -> str:
        """Make an invitation and return its code: 22 of A-Z, a-z, 0-9, _ and -, kept nowhere."""
        code = secrets.token_urlsafe(_CODE_BYTES)
        await self._database.rows(_INVITE, (_hash(code), by, now, expires_at))
        return code

    async def redeem(self, code: str, person_id: int, now: float) -> bool:
        """Allow a person who brings a code that is valid and unused, and use it up.

        That is noted as an act of whoever made the invitation. False leaves all as it was: a ban stays, and
        who is allowed already takes no code from others.
        """
        async with self._database.transaction() as statements:
            invitation = await statements.row(_TAKE, (_hash(code), person_id, now))
            if invitation is not None:
                made_by = invitation["made_by"]
                await _set(statements, person_id, Decision(Standing.ALLOWED, made_by), now)
                await statements.rows(ADD, (now, made_by, "invited", person_id, None))
        return invitation is not None


async def _set(statements: Statements, each: int, decision: Decision, now: float) -> None:
    if decision.standing is Standing.UNKNOWN:
        await statements.rows(_CLEAR, (each,))
    else:
        await statements.rows(_SET, (each, decision.standing, decision.by, now, decision.update_id))


def _decision_of(row: sqlite3.Row | None) -> Decision:
    if row is None:
        return Decision(Standing.UNKNOWN)
    return Decision(Standing(row["standing"]), row["changed_by"], row["update_id"], bool(row["invited"]))


def _hash(code: str) -> str:
    # A letter that no code holds must be a wrong code, not an error: half a surrogate pair has no UTF-8.
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
