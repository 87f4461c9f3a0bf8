"""Updates: what Telegram handed over, kept until its work is done."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update that is not worked off.

    `body` is Telegram's JSON; `starts` says how many starts of the bot took it up again, and did not end it.
    """

    update_id: int
    body: str = field(repr=False)
    starts: int
