"""Whether Telegram reaches the webhook."""

from datetime import UTC, datetime

import pytest
from aiogram.types import WebhookInfo

from bot.telegram.delivery.reachability import reached

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("seconds_ago", "waiting", "expected"),
    [(None, 5, True), (10, 5, False), (10, 0, True), (3600, 5, True)],
    ids=["never failed", "fails", "failed, then delivered", "failed long ago"],
)
def test_a_webhook_fails_while_updates_wait_behind_a_recent_error(
    seconds_ago: int | None, waiting: int, expected: bool
) -> None:
    """An old error, or one that was got over, is no alarm; updates that pile up behind a fresh one are."""
    failed_at = None if seconds_ago is None else datetime.fromtimestamp(NOW - seconds_ago, UTC)
    found = WebhookInfo(
        url="https://bot.example.org",
        has_custom_certificate=False,
        pending_update_count=waiting,
        last_error_date=failed_at,
    )
    assert reached(found, NOW) is expected
