"""Who may talk, how much, and what becomes of what they said, wired to their tables."""

import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.accounts.decisions import Decisions
from bot.accounts.eraser import Eraser
from bot.accounts.invitations import Invitations
from bot.accounts.quotas import Quotas
from bot.accounts.retention import retain
from bot.accounts.usage_reports import UsageReports
from bot.config import Settings
from bot.dialog.bans import stop_banned
from bot.dialog.expense import ExpectedTokens, expected_tokens
from bot.dialog.ports import Ask
from bot.dialog.run_context import Defaults
from bot.dialog.runs import Runs
from bot.rules import policy_of, tariff_of
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.directory import Directory
from bot.storage.export import export_of, has_words
from bot.storage.limits import StoredLimits
from bot.storage.privacy import Privacy
from bot.storage.usage import StoredUsage
from bot.telegram.access.limit_words import LimitWords
from bot.telegram.access.newcomers import Newcomers
from bot.telegram.access.requests import Requests
from bot.telegram.middlewares.gate import Gate
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.exports import Exports
from bot.telegram.outgoing.file_sender import FileSender
from bot.telegram.outgoing.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Permissions:
    """Keeps what is needed to let people in, count what they spend, and forget them."""

    settings: Settings
    database: Database
    archive: Conversations
    people: ChatsAndUsers
    courier: Courier
    limit_words: LimitWords
    file_sender: FileSender
    quotas: Quotas

    @classmethod
    def of(  # noqa: PLR0917 - called once, with what it wires
        cls, settings: Settings, database: Database, archive: Conversations, people: ChatsAndUsers,
        courier: Courier, outbox: Outbox, defaults: Defaults,
    ) -> "Permissions":  # fmt: skip
        """Wire the quotas, which every question passes."""
        words = LimitWords(outbox.post, settings.timezone, time.time)

        def estimate(ask: Ask) -> Awaitable[ExpectedTokens]:
            return expected_tokens(archive, ask, defaults.system_prompt, defaults.budget)

        quotas = Quotas(tariff_of(settings), StoredLimits(database), estimate, words.warn, time.time)
        return cls(
            settings, database, archive, people, courier, words, FileSender(courier, outbox.post), quotas
        )

    def gate(self, decisions: Decisions) -> Gate:
        """Return what every update passes first."""
        policy, access = policy_of(self.settings), Access(self.database)
        newcomers = Newcomers(policy, access, self.people, self.requests, self.courier, time.time)
        return Gate(policy, access, decisions, newcomers, self.courier)

    def decisions(self, runs: Runs) -> Decisions:
        """Return what admins decide with."""
        return Decisions(Access(self.database), runs, time.time)

    @property
    def requests(self) -> Requests:
        """What tells admins who would like to talk."""
        return Requests(policy_of(self.settings), self.people, Directory(self.database))

    def for_handlers(self, runs: Runs, decisions: Decisions) -> dict[str, Any]:
        """Return what the handlers receive by name."""
        tariff, limits = tariff_of(self.settings), StoredLimits(self.database)
        usage = StoredUsage(self.database)
        return {
            "admins": self.settings.admins,
            "policy": policy_of(self.settings),
            "invitations": Invitations(Access(self.database), Acts(self.database), time.time),
            "names": self.people,
            "languages": self.people,
            "decisions": decisions,
            "requests": self.requests,
            "file_sender": self.file_sender,
            "usage_reports": UsageReports(usage, limits, tariff, time.time, self.quotas.carried),
            "exports": Exports(
                partial(export_of, self.database),
                partial(has_words, self.database),
                self.file_sender,
                tariff.zone,
            ),
            "eraser": Eraser(Privacy(self.database), self.archive, self.people, runs, self.quotas, time.time),
            "retention_days": self.settings.retention_days,
        }

    def chores(self, runs: Runs) -> tuple[Callable[[], Coroutine[Any, Any, None]], ...]:
        """Return what goes on as long as the bot runs."""
        privacy, days = Privacy(self.database), self.settings.retention_days
        return (
            partial(stop_banned, runs, Access(self.database)),
            partial(retain, privacy, days, time.time, self.archive.forget_settings),
        )
