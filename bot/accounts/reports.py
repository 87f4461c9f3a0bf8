"""What admins read: figures, people, limits and acts as words. Pure, and free of Telegram's library."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.core.access import Mode, Policy, Standing
from bot.core.administration import TERMINAL, Act, NamedActs
from bot.core.entities import utf16_length
from bot.core.figures import Figures, Overview
from bot.core.models import Balance
from bot.core.people import Account, Group, Person
from bot.core.prompt import DASHES
from bot.core.quota import Limits, Quota
from bot.locales import Words

STANDINGS = {
    Standing.UNKNOWN: "standing-unknown",
    Standing.ASKED: "standing-asked",
    Standing.ALLOWED: "standing-allowed",
    Standing.REFUSED: "standing-refused",
    Standing.BANNED: "standing-banned",
}
MARKS = {Standing.ALLOWED: "✓ ", Standing.ASKED: "? ", Standing.REFUSED: "✕ ", Standing.BANNED: "⛔ "}
ACTS = {
    "allow": "act-allow",
    "refuse": "act-refuse",
    "ban": "act-ban",
    "unban": "act-unban",
    "invite": "act-invite",
    "invited": "act-invited",
    "limits": "act-limits",
    "model": "act-model",
    "system": "act-system",
    "broadcast": "act-broadcast",
    "broadcast-stop": "act-broadcast-stop",
}
NOTHING = "–"
# What of a message (4096 UTF-16 units) the lines of acts may take.
LOG_UNITS = 3900


def figures_text(words: Words, overview: Overview) -> str:
    """Return the page of figures."""
    lines = [
        words("admin-tokens", model=each.model, tokens=each.figures.total_tokens) for each in overview.models
    ]
    return words(
        "admin-figures",
        day=_period(words, overview.day),
        month=_period(words, overview.month),
        models="\n".join(lines) or NOTHING,
    )


def balance_text(words: Words, balance: Sequence[Balance] | None) -> str:
    """Return what is left of GigaChat's tokens; None: the key pays as it goes."""
    if balance is None:
        return words("admin-balance-pays")
    lines = [words("admin-tokens", model=each.model, tokens=each.tokens) for each in balance]
    return words("admin-balance", models="\n".join(lines) or NOTHING)


def called(who: Person | Group | None, each: int) -> str:
    """Return somebody's name or title, or the id of one who has none."""
    if who is None:
        return str(each)
    name = who.name if isinstance(who, Person) else who.title
    return name or (f"@{who.username}" if who.username else str(each))


def described(who: Person | Group) -> str:
    """Return somebody's name or title with what tells it from others of that name."""
    return name_with_id(called(who, who.id), who.username, who.id)


def name_with_id(name: str, username: str | None, each: int) -> str:
    """Return a name with what tells it from others of that name; it ends with the id."""
    if name == str(each) and not username:
        return name
    known = [f"@{username}"] if username else []
    return f"{name} ({', '.join([*known, str(each)])})"


def account_text(words: Words, account: Account, policy: Policy, zone: ZoneInfo) -> str:
    """Return the page of a person or a group, or that nothing is known of them."""
    who = account.who
    if who is None:
        return words("admin-nobody")
    return words(
        "admin-subject",
        who=described(who),
        access=access_text(words, policy, who.id, who.standing),
        seen=seen_text(who, zone),
        limits=limits_text(words, account.limits, account.quota),
        **asdict(account.spending),
    )


def seen_text(who: Person | Group, zone: ZoneInfo) -> str:
    """Return when somebody was last met."""
    return NOTHING if who.seen_at is None else moment(who.seen_at, zone)


def access_text(words: Words, policy: Policy, each: int, standing: Standing) -> str:
    """Return whether somebody may talk to the bot, and why: by their standing, or whatever that is."""
    if each in policy.admins:
        return words("standing-admin")
    if standing is Standing.ALLOWED or not policy.admits(each, standing):
        return words(STANDINGS[standing])
    return words("standing-open" if policy.mode is Mode.OPEN else "standing-listed")


def limits_text(words: Words, limits: Limits, quota: Quota) -> str:
    """Return the three limits that hold, those that are exceptions marked."""
    return words(
        "admin-limits",
        exceptions="no" if limits == Limits() else "yes",
        minute=_limit(words, limits.per_minute, quota.per_minute),
        day=_limit(words, limits.tokens_day, quota.tokens_day),
        month=_limit(words, limits.tokens_month, quota.tokens_month),
    )


def audience_counts(chats: Sequence[int]) -> dict[str, str | int]:
    """Return what the preview of a broadcast to these chats tells of them."""
    groups = sum(each < 0 for each in chats)
    both = "yes" if 0 < groups < len(chats) else "no"
    return {"people": len(chats) - groups, "groups": groups, "both": both}


def acts_text(words: Words, found: NamedActs, zone: ZoneInfo) -> str:
    """Return the page of acts, a line for each, as many of the first as one message holds."""
    lines = act_lines(words, found, zone)
    lengths = accumulate(utf16_length(line) + 1 for line in lines)
    fitting = [line for line, length in zip(lines, lengths, strict=True) if length <= LOG_UNITS]
    return words("admin-acts", acts="\n".join(fitting) or words("admin-acts-none"))


def act_lines(words: Words, found: NamedActs, zone: ZoneInfo) -> list[str]:
    """Return a line for each act."""
    return [act_text(words, act, found.names, zone) for act in found.acts]


def act_text(words: Words, act: Act, names: Mapping[int, str], zone: ZoneInfo) -> str:
    """Return one line of the log: when, who, what, on whom."""
    admin = words("act-terminal") if act.admin_id == TERMINAL else names.get(act.admin_id, str(act.admin_id))
    who = "" if act.subject is None else names.get(act.subject, str(act.subject))
    if act.subject == 0:  # they erased themselves
        who = words("act-forgotten")
    if act.act in ACTS:
        deed = words(ACTS[act.act], who=who, what=_what(words, act))
    else:  # a later release's
        deed = " ".join(part for part in (act.act, who, act.details) if part)
    return f"{moment(act.at, zone)} {admin} · {deed}"


def moment(at: float, zone: ZoneInfo) -> str:
    """Return unix seconds as day and time."""
    return f"{datetime.fromtimestamp(at, zone):%d.%m.%Y %H:%M}"


def limits_of(text: str) -> Limits | None:
    """Read three limits, a minute's, a day's and a month's: a number, or a dash for the default.

    None where it is anything else.
    """
    values: list[int | None] = []
    for word in text.split():
        if word in DASHES:
            values.append(None)
        elif word.isascii() and word.isdecimal() and len(word) <= 15:  # noqa: PLR2004 - SQLite's numbers end at 19 digits
            values.append(int(word))
        else:
            return None
    return Limits(*values) if len(values) == 3 else None  # noqa: PLR2004 - the three limits


def _what(words: Words, act: Act) -> str | int:
    """Return what an act changed something to."""
    details = act.details
    if details is None:
        return words("act-of-setting")
    if act.act == "limits":
        return _limits_told(words, details)
    if act.act == "broadcast" and details.isdecimal():
        return int(details)
    return details or words("act-none")


def _limits_told(words: Words, details: str) -> str:
    values = details.split(" / ")
    if len(values) != 3 or not all(value == NOTHING or value.isdecimal() for value in values):  # noqa: PLR2004 - the three limits
        return details
    if set(values) == {NOTHING}:
        return words("act-limit-default")
    told = [
        words("act-limit-default") if value == NOTHING else _number(words, int(value)) for value in values
    ]
    return words("act-limits-told", minute=told[0], day=told[1], month=told[2])


def _limit(words: Words, exception: int | None, holds: int) -> str:
    value = _number(words, holds)
    return value if exception is None else f"{value} *"


def _number(words: Words, limit: int) -> str:
    return words("admin-number", number=limit) if limit else words("admin-unlimited")


def _period(words: Words, figures: Figures) -> str:
    return words(
        "admin-period",
        people=figures.people,
        groups=figures.groups,
        questions=figures.questions,
        failed=figures.failed,
        prompt=figures.prompt_tokens,
        completion=figures.completion_tokens,
        total=figures.total_tokens,
        first_text=_seconds(words, figures.average_first_text),
        waited=_seconds(words, figures.average_wait),
    )


def _seconds(words: Words, seconds: float | None) -> str:
    return NOTHING if seconds is None else words("admin-seconds", seconds=seconds)
