"""Builds, wires, starts and closes everything that runs."""

import asyncio
import logging
import random
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiogram import Bot

from bot.administration import Administration
from bot.config import Settings
from bot.core.conversation import ConversationKey
from bot.dialog.catalogue import Catalogue
from bot.dialog.follow_ups import FollowUps
from bot.dialog.quotas import Quotas
from bot.dialog.resumption import Resumption
from bot.dialog.retrying_model import RetryingModel
from bot.dialog.run_context import Defaults, RunContext
from bot.dialog.runs import Runs
from bot.dialog.slots import Slots
from bot.dialog.stale_questions import StaleQuestions
from bot.gigachat import GigaChatClient
from bot.gigachat.retry import Backoff
from bot.gigachat_endpoint import endpoint_of
from bot.instruments import Instruments
from bot.locales import language_of
from bot.permissions import Permissions
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.letters import Letters
from bot.storage.lock import only_process
from bot.telegram.answers.display import TelegramDisplay
from bot.telegram.delivery.intake import Intake
from bot.telegram.delivery.outage import Outage
from bot.telegram.delivery.polling import Polling
from bot.telegram.delivery.webhook import Address, Webhook
from bot.telegram.dispatcher import Parts, make_dispatcher
from bot.telegram.menu import register_commands
from bot.telegram.middlewares.adjusted import Adjusted
from bot.telegram.middlewares.arrivals import Arrivals
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.notices import Notices
from bot.telegram.outgoing.outbox import Outbox
from bot.telegram.outgoing.seen_messages import SeenMessages
from bot.telegram_bot import bot_of, outwait_start
from bot.web.health import health_server

log = logging.getLogger(__name__)

# What was handed over before is worked off before answers begin, but nobody waits for a stubborn one (s).
CATCH_UP_TIME = 3.0
# Updates that were begun are worked off before anything closes, and what is written is said (s each).
DRAIN_TIME = 5.0


@dataclass(frozen=True, slots=True)
class App:
    """A wired bot; `run` it until it is told to `stop`."""

    settings: Settings
    bot: Bot
    courier: Courier
    runs: Runs
    resumption: Resumption
    archive: Conversations
    intake: Intake
    outbox: Outbox
    polling: Polling
    webhook: Webhook | None
    permissions: Permissions
    administration: Administration
    chores: tuple[Callable[[], Coroutine[Any, Any, None]], ...]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Answer until `stop`, then give growing answers their time and leave the rest for the next start."""
        chores = [asyncio.create_task(chore()) for chore in self.chores]
        try:
            await self._resume()
            await register_commands(self.bot)
            name = (await self.bot.me()).username
            log.info("@%s is ready, unfinished answers: %d", name, self.runs.unfinished)
            await self._hear()
        finally:
            self.courier.seen_messages.hear_no_more()
            for chore in chores:
                chore.cancel()
            await self.intake.close(DRAIN_TIME)
            await self.runs.close(self.settings.shutdown_grace)
            await self.courier.asides.close(DRAIN_TIME)
            await self.permissions.file_sender.close(DRAIN_TIME)
            await self.administration.close()
            await self.outbox.close(DRAIN_TIME)

    async def stop(self) -> None:
        """Take no new updates; `run` then returns, even if it is only starting."""
        self.stopping.set()

    async def _resume(self) -> None:
        """Take up what was left, then what waits at Telegram; only then it is known what to answer."""
        for chat_id, message_id in (await self.archive.newest_message_ids()).items():
            self.courier.seen_messages.saw(chat_id, message_id)
        doubts, oldest, newest = await self.archive.sends_in_doubt()
        self.courier.seen_messages.doubt(doubts, newest)
        for message in await self.archive.messages_after(oldest) if doubts else ():
            self.courier.seen_messages.saw(message.chat_id, message.message_id)
        await self.outbox.recover()
        await self.administration.resume()
        await self.resumption.line_up()
        await self.intake.replay()
        await self.polling.catch_up()
        await self.intake.settle(CATCH_UP_TIME)
        await self.runs.begin()

    async def _hear(self) -> None:
        hearing = asyncio.create_task((self.webhook or self.polling).run())
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({hearing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (hearing, stopping):
                task.cancel()
            ended, _ = await asyncio.gather(hearing, stopping, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Wire a bot; everything is closed when the block ends. Raises `SettingsError` and `StorageError`."""
    async with AsyncExitStack() as stack:
        instruments = Instruments()
        # What an owner has to mend is found before Telegram, which may be away for hours, is waited for.
        client = await stack.enter_async_context(
            GigaChatClient(
                endpoint_of(settings), backoff=Backoff(busy=False), heard=instruments.gigachat_called
            )
        )
        stack.enter_context(only_process(settings.database_path))
        database = await Database.open(settings.database_path, observe=instruments.metrics.statement)
        stack.push_async_callback(database.close)
        bot = bot_of(settings)
        stack.push_async_callback(bot.session.close)
        instruments.watch(bot)
        probes = instruments.health_probes(database, bot, client)
        await stack.enter_async_context(health_server(settings.health_port, settings.listen_host, probes))
        await outwait_start(bot)
        yield await _wire(settings, bot, client, database, instruments)


async def run(settings: Settings, opened: Callable[[App], None] = lambda _: None) -> None:
    """Run a bot until SIGTERM or Ctrl-C; `opened` is shown the wired one. Raises as `open_app` does."""
    async with open_app(settings) as app:
        opened(app)
        loop = asyncio.get_running_loop()
        stopping: set[asyncio.Task[None]] = set()

        def stop() -> None:
            grace = settings.shutdown_grace
            log.info("stopping: answers that grow have %g s, the next start sees to the rest", grace)
            stopping.add(asyncio.create_task(app.stop()))

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        await app.run()
    log.info("the bot has stopped")


async def _wire(
    settings: Settings, bot: Bot, client: GigaChatClient, database: Database, instruments: Instruments
) -> App:
    archive, people, courier = Conversations(database), ChatsAndUsers(database), Courier(bot, SeenMessages())
    defaults = Defaults(settings.gigachat_model, settings.system_prompt, settings.context_tokens)
    inbox = Inbox(database)
    outbox = Outbox(courier, inbox, Letters(database), archive, age=settings.outbox_age, now=time.time)
    permissions = Permissions.of(settings, database, archive, people, courier, outbox, defaults)
    context = _run_context(settings, client, archive, courier, defaults, instruments, permissions.quotas)
    stale_questions = StaleQuestions(context, Notices(outbox.post), settings.backlog_age)
    runs = Runs(context, stale_questions)
    decisions = permissions.decisions(runs)
    administration = Administration.of(
        settings, database, people, courier=courier, outbox=outbox, defaults=defaults, client=client
    )
    instruments.follow(runs, administration.gigachat_called)
    parts = Parts(
        me=await bot.me(), courier=courier, runs=runs, follow_ups=FollowUps(context, runs),
        catalogue=Catalogue(client, defaults), memory=archive, people=people,
        defaults=defaults, now=time.time, gate=permissions.gate(decisions),
        limit_words=permissions.limit_words,
        for_handlers=permissions.for_handlers(runs, decisions) | administration.for_handlers(),
    )  # fmt: skip
    dispatcher = make_dispatcher(parts)
    for each in (Arrivals(instruments.metrics), Adjusted(administration.adjustments)):
        dispatcher.update.outer_middleware(each)
    intake = Intake(
        bot, dispatcher, inbox=inbox, outbox=outbox,
        outage=Outage(courier, parts.me, administration.alerts.storage),
        seen_messages=courier.seen_messages, now=time.time,
    )  # fmt: skip
    instruments.follow_delivery(lambda: intake.undone, lambda: outbox.waiting)
    resumption = Resumption(context, runs, stale_questions, partial(_language, archive, people))
    return App(
        settings, bot, courier, runs, resumption, archive, intake, outbox,
        *_deliveries(settings, bot, intake, dispatcher.resolve_used_update_types()),
        permissions, administration,
        (intake.forget, *permissions.chores(runs), *administration.chores(bot)),
    )  # fmt: skip


async def _language(
    archive: Conversations, people: ChatsAndUsers, key: ConversationKey, asker_id: int
) -> str:
    chosen = (await archive.settings(key)).language
    return chosen or language_of(await people.language_code(asker_id))


def _run_context(  # noqa: PLR0917 - called once, with what it wires
    settings: Settings, client: GigaChatClient, archive: Conversations, courier: Courier,
    defaults: Defaults, instruments: Instruments, quotas: Quotas,
) -> RunContext:  # fmt: skip
    slots = Slots(settings.gigachat_streams, limit=settings.queue_limit)
    return RunContext(
        model=RetryingModel(client, slots, random.random), archive=archive,
        display=TelegramDisplay(courier, archive), slots=slots, defaults=defaults, now=time.time,
        outbox_age=settings.outbox_age, meter=instruments.metrics,
        first=settings.admins if settings.admins_first else frozenset(),
        quotas=quotas, zone=settings.timezone,
    )  # fmt: skip


def _deliveries(
    settings: Settings, bot: Bot, intake: Intake, kinds: list[str]
) -> tuple[Polling, Webhook | None]:
    polling = Polling(bot, intake, kinds)
    if settings.webhook_url is None:
        return polling, None
    address = Address(
        settings.webhook_url, settings.listen_host, settings.webhook_port,
        settings.webhook_cert_file, settings.webhook_key_file,
    )  # fmt: skip
    return polling, Webhook(bot, intake, kinds, address)
