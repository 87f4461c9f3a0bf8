"""What can be written after `python -m bot admin`."""

import argparse
from pathlib import Path
from typing import Any

# SQLite's integers; Telegram's ids are far smaller.
_LARGEST = 2**63 - 1


def add_admin(commands: Any) -> None:
    """Add the command with its own commands to argparse's."""
    admin = commands.add_parser("admin", help="look at people and figures, change what admins may change")
    parts = admin.add_subparsers(dest="part", required=True, metavar="PART")
    figures = _add(parts, "figures", "figures of this day and month, tokens by model")
    figures.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="draw the last 30 days as PNGs there"
    )
    _add(parts, "balance", "GigaChat's tokens that are left, by model")
    for name in ("people", "groups"):
        _add(parts, name, f"list {name}, last seen first").add_argument("search", nargs="*")
    for name, meaning in (
        ("usage", "what a person or a group asked, spent and may"),
        ("allow", "let a person or a group talk to the bot"),
        ("ban", "let the bot be silent for a person or a group"),
        ("unban", "take back what was decided of a person or a group"),
    ):
        _add_id(_add(parts, name, meaning))
    _add_limits(parts)
    _add(parts, "invite", "make a one-time invitation")
    _add_broadcast(parts)
    for name, meaning in (("model", "the model of whoever chose none"), ("system", "the default character")):
        either = _add(parts, name, f"{meaning}; without a value: show it").add_mutually_exclusive_group()
        either.add_argument(
            "value",
            nargs="?",
            type=_name if name == "model" else str,
            metavar="NAME" if name == "model" else "TEXT",
        )
        either.add_argument("--default", action="store_true", help="as the settings have it")
    _add(parts, "acts", "what admins changed, newest first").add_argument(
        "--count", type=_count, default=20, help="how many (default 20)"
    )


def _add_limits(parts: Any) -> None:
    limits = _add_id(_add(parts, "limits", "exceptions from the limits: 0 is unlimited"))
    for name in ("--per-minute", "--day", "--month"):
        limits.add_argument(name, type=_count, metavar="N")
    limits.add_argument(
        "--default", action="store_true", help="no exceptions but those that stand beside this"
    )


def _add_broadcast(parts: Any) -> None:
    broadcast = _add(
        parts, "broadcast", "how far the newest broadcast came; with a text: to whom it would go"
    )
    broadcast.add_argument("text", nargs="?", metavar="TEXT", help="what to send; - reads it from the input")
    either = broadcast.add_mutually_exclusive_group()
    either.add_argument("--send", action="store_true", help="send the text: the bot does so while it runs")
    either.add_argument("--stop", action="store_true", help="send it to nobody else")


def _add(parts: Any, name: str, meaning: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = parts.add_parser(name, help=meaning)
    # A group's id begins with a minus; argparse takes it for a number, unless an option looks like one.
    made.add_argument("--json", action="store_true", help="print JSON")
    return made


def _add_id(part: argparse.ArgumentParser) -> argparse.ArgumentParser:
    part.add_argument("id", type=_id, metavar="ID")
    return part


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a model's name is needed; --default takes the setting's")
    return text.strip()


def _id(text: str) -> int:
    number = int(text) if text.removeprefix("-").isdecimal() else 0
    if not number or abs(number) > _LARGEST:
        raise argparse.ArgumentTypeError("an id is a number other than 0; those of groups are negative")
    return number


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= _LARGEST:
        raise argparse.ArgumentTypeError("a number from 0 on is needed")
    return number
