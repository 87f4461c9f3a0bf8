"""Who may do what: the table of docs/rights.md, tried cell by cell against the running bot."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.access import Standing
from bot.locales import words_in
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World, finished, growing
from tests.e2e.looking import rows

TABLE = Path(__file__).parents[2] / "docs" / "rights.md"
DONE, REFUSED, NOTHING = "yes", "told", "no"
PRIVATE = ("stranger", "banned", "user", "admin")
GROUP = ("banned", "member", "group admin", "creator", "admin")
_REFUSALS = (
    "toast-not-yours", "toast-admins-only", "admins-only", "usage-admins-only", "owner-only",
    "toast-owner-only", "unknown-command", "admin-in-private", "invite-in-private", "toast-ended",
    "retry-nothing",
)  # fmt: skip
REFUSALS = tuple(words_in("ru")(key)[:24] for key in _REFUSALS)
CLOSED = words_in("ru")("access-closed", mode="list", asked="yes")[:24]
# What people see of themselves changes nothing; what the bot keeps of its own work is no effect of a press.
_KEPT = ("conversations", "turns", "access", "limits", "overrides", "acts", "invitations", "broadcasts")


@dataclass
class Stage:
    """One bot that is not open to everybody, a place in it, and the one who acts there."""

    world: World
    actor: Person
    chat: Chat
    asker: Person
    answer: Message
    growing: Message | None = None

    async def outcome(self, act: Callable[["Stage"], object]) -> str:
        """Let the actor act, and say what came of it: done, told who may, or nothing."""
        before, seen = self._state(), set(self._shown())
        made = act(self)
        press = await made if asyncio.iscoroutine(made) else made
        await asyncio.sleep(30)
        answer = getattr(press, "answer", None)
        toast = answer.text if answer else ""
        said = [message.text for message in self._shown() if message not in seen] + ([toast] if toast else [])
        if any(text.startswith((*REFUSALS, CLOSED)) for text in said):
            return REFUSED
        return DONE if said or self._state() != before else NOTHING

    def _shown(self) -> list[Message]:
        chats = (self.chat, self.actor.chat)
        return [
            message
            for chat in dict.fromkeys(chats)
            for message in self.world.telegram.chat_history(chat)
            if message.sender is self.world.telegram.bot
        ]

    def _state(self) -> list[object]:
        texts: list[object] = [(m.message_id, m.text) for m in self._shown()]
        with closing(sqlite3.connect(self.world.path)) as file:
            return texts + [file.execute(f"SELECT * FROM {table}").fetchall() for table in _KEPT]  # noqa: S608 - constants


def says(text: str) -> Callable[[Stage], object]:
    """Act by a message."""
    return lambda stage: stage.actor.sends(text, in_=stage.chat)


def presses(data: str) -> Callable[[Stage], object]:
    """Act by a press of whatever button, even one that was never shown to this person."""

    def act(stage: Stage) -> object:
        telegram = stage.world.telegram
        on = stage.growing if data.startswith("stop") and stage.growing else stage.answer
        press = telegram.presses.add(stage.actor.user, on, data)
        telegram.tell_bot("callback_query", press.wire(), stage.actor.user.id)
        return press

    return act


COMMANDS = (
    "start", "help", "model", "system", "settings", "stop", "retry", "new", "usage", "privacy", "export",
    "invite", "admin",
)  # fmt: skip
ACTS: dict[str, Callable[[Stage], object]] = {
    "a question": says("@gigachat_bot вопрос"),
    **{f"/{name}": says(f"/{name}@gigachat_bot") for name in COMMANDS},
    "button: retry an answer": presses("retry:1"),
    "button: go on with an answer": presses("more:1"),
    "button: another version": presses("ver:1"),
    "button: choose a model": presses("model:GigaChat-2-Pro"),
    "button: reset the character": presses("system:reset"),
    "button: choose a language": presses("lang:en"),
    "button: how answers appear": presses("show:whole"),
    "button: native tables": presses("rich:1"),
    "button: a page of settings": presses("set:top"),
    "button: let somebody in": presses("ask:77:1:ru"),
    "button: admins' pages": presses("adm:top"),
    "button: ban somebody": presses("admwho:77:ban"),
    "button: change limits": presses("admwho:77:reset"),
    "button: default model": presses("admmodel:GigaChat-2-Max"),
    "button: send a broadcast": presses("admcast:1"),
    "button: stop a broadcast": presses("admhalt:99"),
    "/forget": says("/forget@gigachat_bot"),
    "button: erase everything": presses("forget:1"),
}


async def stage(world: World, role: str, *, private: bool) -> Stage:
    """Open a bot with a list of who may talk, and put somebody of this role where they act."""
    people = {
        name: world.telegram.person(name)
        for name in ("stranger", "banned", "user", "member", "group admin", "creator", "admin", "asker")
    }
    for person in people.values():
        world.telegram.private(person)
    group = world.telegram.supergroup(
        "Команда", members=[people["banned"], people["member"], people["admin"], people["asker"]],
        admins=[people["group admin"]], owner=people["creator"],
    )  # fmt: skip
    allowed = {people["user"].id, people["asker"].id, group.id}
    app = await world.start_bot(
        access="list", admins=frozenset({people["admin"].id}), allowed=frozenset(allowed),
        questions_per_minute=0, group_questions_per_minute=0,
    )  # fmt: skip
    decisions = app.permissions.decisions(app.runs)
    await decisions.decide(people["banned"].id, Standing.BANNED, people["admin"].id)
    rows(world, "INSERT INTO broadcasts (id, body, made_by, made_at) VALUES (99, '{}', 1, 0)")  # under way
    world.gigachat.script("Ответ.")
    actor = people[role]
    asker = actor if private and role in {"user", "admin"} else people["asker"]
    chat = asker.chat if private else group
    await asker.sends("@gigachat_bot спрашиваю", in_=chat)
    answer = await asker.sees(finished("Ответ."), in_=chat)
    await asyncio.sleep(5)
    return Stage(world, actor, actor.chat if private else group, asker, answer)


def table() -> dict[str, dict[str, str]]:
    """Read docs/rights.md: what each who may do, by place and role."""
    cells: dict[str, dict[str, str]] = {}
    columns: list[str] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|") or set(line) <= set("|- "):
            continue
        first, *others = (cell.strip() for cell in line.strip("|").split("|"))
        if first == "what":
            columns = others
        else:
            cells[first] = dict(zip(columns, others, strict=True))
    return cells


ROLES = [*(("private", role) for role in PRIVATE), *(("group", role) for role in GROUP)]


@pytest.mark.parametrize(("place", "role"), ROLES)
async def test_nobody_may_more_or_less_than_the_table_says(world: World, place: str, role: str) -> None:
    """Every command and every button, forged ones too, ends for each who as docs/rights.md says."""
    where = await stage(world, role, private=place == "private")
    found = {name: await where.outcome(act) for name, act in ACTS.items()}
    assert found == {name: cells[f"{place}: {role}"] for name, cells in table().items() if name in ACTS}


async def test_the_table_names_every_act() -> None:
    """No command of the menu and no button is missing in the table."""
    assert list(table()) == [*ACTS, "button: stop an answer"]


@pytest.mark.parametrize(("place", "role"), ROLES)
async def test_a_growing_answer_is_stopped_by_whom_it_concerns(world: World, place: str, role: str) -> None:
    """Another's growing answer ends by an admin's press only, as docs/rights.md says."""
    where = await stage(world, role, private=place == "private")
    world.gigachat.script(["Ещё растёт, и нескоро ", Piece("кончится.", gate=asyncio.Event())], match="долго")
    chat = where.answer.chat
    await where.asker.sends("@gigachat_bot долго", in_=chat)
    where.growing = await where.asker.sees(growing("Ещё растёт"), in_=chat)
    found = await where.outcome(presses(where.growing.buttons[0]["callback_data"]))
    if found == DONE and where.growing.labels == ["■ Стоп"]:
        found = NOTHING  # what changed is the growing answer
    assert found == table()["button: stop an answer"][f"{place}: {role}"]
