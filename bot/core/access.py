"""Who may talk to the bot. Pure: standings are looked up elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Mode(StrEnum):
    """To whom the bot is open; only `INVITE` takes the codes of invitations."""

    OPEN = "open"
    LIST = "list"
    INVITE = "invite"


class Standing(StrEnum):
    """What a person or a group is to this bot."""

    UNKNOWN = "unknown"
    ASKED = "asked"  # admins were told that they would like to talk
    ALLOWED = "allowed"
    REFUSED = "refused"
    BANNED = "banned"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of somebody, by which admin and by which update; None where it was not an admin's.

    `invited`: they came in by an invitation that `by` had made; no admin decided of them.
    """

    standing: Standing
    by: int | None = None
    update_id: int | None = None
    invited: bool = False

    def lets_in_by(self, update_id: int) -> bool:
        """Tell whether it was this update that let them in."""
        return self.standing is Standing.ALLOWED and self.update_id == update_id


class Verdict(Enum):
    """What becomes of a message that somebody means for the bot."""

    TALK = auto()
    ASK_ADMINS = auto()  # say that they may not yet, and tell the admins
    WAIT = auto()  # the admins know and have not decided
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Policy:
    """To whom the bot is open: `admins` are always let in, `listed` people and groups unless banned."""

    mode: Mode = Mode.OPEN
    admins: frozenset[int] = frozenset()
    listed: frozenset[int] = frozenset()

    def verdict(self, person_id: int, person: Standing, chat_id: int, chat: Standing) -> Verdict:
        """Decide over what a person does in a chat: with the bot alone (id > 0), or in a group (id < 0).

        In a group its own standing counts, and nobody is told there that it is not allowed; whoever speaks as
        the group itself has that standing too. None takes anything from an admin, lest they lock each other
        out.
        """
        if person_id in self.admins:
            return Verdict.TALK
        if person is Standing.BANNED:
            return Verdict.SILENT
        if self.admits(chat_id, chat if chat_id < 0 else person):
            return Verdict.TALK
        if chat_id < 0:
            return Verdict.SILENT
        asks = {Standing.UNKNOWN: Verdict.ASK_ADMINS, Standing.ASKED: Verdict.WAIT}
        return asks.get(person, Verdict.SILENT)

    def audience(self, chats: Mapping[int, Standing]) -> list[int]:
        """Return those of the chats, people and groups, in which somebody may talk."""
        return [
            each for each, standing in chats.items() if each in self.admins or self.admits(each, standing)
        ]

    def admits(self, each: int, standing: Standing) -> bool:
        """Tell whether a person in private, or a group, may talk without being an admin.

        A ban goes before everything else.
        """
        if standing is Standing.BANNED:
            return False
        return self.mode is Mode.OPEN or each in self.listed or standing is Standing.ALLOWED
