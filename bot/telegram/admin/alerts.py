"""What needs the owner reaches every admin once, not a hundred times; and that it is over."""

import asyncio
import logging
from collections.abc import Callable, Collection

from aiogram.methods import SendMessage

from bot.accounts.ports import Languages
from bot.core.alert_history import AlertHistory
from bot.core.errors import BotError, ModelError, QuotaExhaustedError, StorageError
from bot.locales import language_of, words_in
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.letters import Post

log = logging.getLogger(__name__)


# The causes beside the classes of GigaChat's errors.
STORAGE, WEBHOOK, BALANCE = "storage", "webhook", "balance"


class Alerts:
    """Tells admins; `advice` returns the key of what an owner can do about an error.

    `post` stores words and lets them go; where it can't, they go without being stored.
    """

    def __init__(
        self,
        admins: Collection[int],
        courier: Courier,
        post: Post,
        languages: Languages,
        advice: Callable[[BotError], str],
    ) -> None:
        self._admins = sorted(admins)
        self._courier = courier
        self._post = post
        self._languages = languages
        self._advice = advice
        self._history = AlertHistory()
        self._telling: set[asyncio.Task[None]] = set()

    def gigachat_called(self, error: ModelError | None) -> None:
        """Note how a request to GigaChat went; None: it answered, so key and certificate are right."""
        if error is None:
            for cause in list(self._history.told_at):
                if cause not in {STORAGE, WEBHOOK, BALANCE}:
                    self.ends(cause)
        elif error.needs_owner:
            # That one model's tokens are used up is not over because another model answers.
            cause = BALANCE if isinstance(error, QuotaExhaustedError) else type(error).__name__
            self.begins(cause, self._advice(error))

    def storage(self, error: StorageError | None) -> None:
        """Note that nothing can be stored, or (None) that it can again."""
        if error is None:
            self.ends(STORAGE)
        else:
            self.begins(STORAGE, self._advice(error))

    def webhook(self, *, works: bool) -> None:
        """Note whether Telegram takes and reaches the webhook."""
        if works:
            self.ends(WEBHOOK)
        else:
            self.begins(WEBHOOK, "alert-webhook")

    def lasts(self, cause: str) -> bool:
        """Tell whether admins were told of a cause that is not over."""
        return self._history.lasts(cause)

    def begins(self, cause: str, advice: str) -> None:
        """Tell admins of a cause, by the key of what they can do, unless they know."""
        if self._admins and self._history.begins(cause, asyncio.get_running_loop().time()):
            self.tell("alert", advice_key=advice)

    def ends(self, cause: str) -> None:
        """Tell admins that a cause of which they know is over."""
        if self._history.ends(cause):
            self.tell("alert-over")

    def tell(self, key: str, advice_key: str | None = None, **variables: str | int) -> None:
        """Tell every admin, in their language; returns at once."""
        task = asyncio.create_task(self._tell(key, advice_key, variables))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def close(self, seconds: float) -> None:
        """Give what is being told `seconds`."""
        if self._telling:
            _, late = await asyncio.wait(self._telling, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _tell(self, key: str, advice_key: str | None, variables: dict[str, str | int]) -> None:
        messages = []
        for admin_id in self._admins:
            words = words_in(await self._language(admin_id))
            told = variables if advice_key is None else variables | {"advice": words(advice_key)}
            messages.append(SendMessage(chat_id=admin_id, text=words(key, **told)))
        try:
            await self._post(messages)
        except StorageError as error:
            log.warning("admins are told without a note of it: %s", error)
            for message in messages:
                await self._courier.deliver_or_log(message)

    async def _language(self, admin_id: int) -> str:
        try:
            return language_of(await self._languages.language_code(admin_id))
        except StorageError:
            return language_of(None)  # most owners' language; the storage is what there is to tell of
