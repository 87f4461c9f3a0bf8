"""The front door: `python -m bot run | demo | ask | check | backup | restore | check-db | admin`."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot import __version__
from bot.advice import faults_told, storage_told
from bot.config import Settings, load_settings
from bot.core.errors import BotError, SettingsError, StorageError
from bot.locales import language_of, words_in
from bot.log import log_loop_errors, set_up_logging
from bot.terminal.admin_arguments import add_admin

SWITCH_INTERVAL = 0.001
# New objects until the collector looks at the youngest: a few edits make Python's own 700.
COLLECT_AFTER = 5_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 failed, 2 wrong arguments or settings."""
    asked = _parser().parse_args(arguments)
    try:
        keyless = asked.command == "demo" and not asked.real_model
        settings = load_settings(_env_file=os.devnull) if keyless else load_settings(_needs(asked))
        set_up_logging(settings.log_level, _secrets(settings), settings.log_format)
        command = _command(asked, settings)
        _favour_answers()
        return int(asyncio.run(_watched(command)) or 0)
    except SettingsError as error:
        sys.stderr.write(f"{faults_told(error, words_in(_language()))}\n")
        return 2
    except StorageError as error:
        sys.stderr.write(f"{storage_told(error, words_in(_language()))}\n")
        return 2
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _needs(asked: argparse.Namespace) -> tuple[str, ...]:
    if asked.command == "run":
        return ("bot_token", "gigachat_credentials")
    return ("gigachat_credentials",) if asked.command in {"ask", "demo"} else ()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="A GigaChat bot for Telegram.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="run the bot with the settings of .env")
    demo = commands.add_parser("demo", help="run the bot in the embedded sandbox, no keys needed")
    demo.add_argument("--port", type=_port, help="port of the page (default 8080, or the next free one)")
    demo.add_argument("--real-model", action="store_true", help="let GigaChat itself answer: the key of .env")
    ask = commands.add_parser("ask", help="ask GigaChat one question and print the answer as it comes")
    ask.add_argument("question", type=_question)
    ask.add_argument("--model", help="the model to ask (default: GIGACHAT_MODEL)")
    commands.add_parser("check", help="check token, key, certificate, model and database")
    backup = commands.add_parser("backup", help="copy the database to a file, also while the bot runs")
    backup.add_argument("file", type=Path)
    backup.add_argument("--force", action="store_true", help="replace the file if it exists")
    restored = commands.add_parser("restore", help="put a copy in place of the database of a stopped bot")
    restored.add_argument("file", type=Path)
    commands.add_parser("check-db", help="read the whole database: is it sound, and what is in it?")
    add_admin(commands)
    return parser


def _question(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a question of at least one word is needed")
    return text


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number < 2**16:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _command(asked: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int | None]:
    # aiogram takes two seconds to import: each command imports what it needs.
    if asked.command == "run":
        from bot.app import run  # noqa: PLC0415

        return run(settings)
    if asked.command == "demo":
        from bot.demo import demo  # noqa: PLC0415

        return demo(asked.port, _language(), real_model=asked.real_model)
    if asked.command == "ask":
        from bot.terminal.ask import ask  # noqa: PLC0415

        return ask(settings, asked.question, asked.model, _language())
    if asked.command == "check":
        from bot.terminal.check import check  # noqa: PLC0415

        return check(settings, _language())
    if asked.command == "admin":
        from bot.terminal.admin import administer  # noqa: PLC0415

        return administer(settings, asked, _language())
    return _archive_command(asked, settings)


def _archive_command(asked: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.terminal.archive import backup_database, check_database, restore_database  # noqa: PLC0415

    if asked.command == "backup":
        return backup_database(settings, asked.file, _language(), force=asked.force)
    if asked.command == "restore":
        return restore_database(settings, asked.file, _language())
    return check_database(settings, _language())


def _favour_answers() -> None:
    """Let growing answers wait for less: for the database's thread, and for a look at all that was imported.

    Python's own switch interval of 5 ms would be paid by each statement while the loop is busy; a full
    collection takes a fifth of a second.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


async def _watched(command: Coroutine[Any, Any, int | None]) -> int | None:
    log_loop_errors(asyncio.get_running_loop())
    return await command


def _language() -> str:
    """Return the terminal's language; Russian where the environment names none."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "C"
    code = named.split(".")[0].replace("_", "-")
    return language_of(None if code in {"C", "POSIX"} else code)


def _secrets(settings: Settings) -> list[str]:
    held = (
        settings.bot_token,
        settings.gigachat_credentials,
        settings.gigachat_proxy,
        settings.telegram_proxy,
    )
    return [secret.get_secret_value() for secret in held if secret is not None]


if __name__ == "__main__":
    sys.exit(main())
