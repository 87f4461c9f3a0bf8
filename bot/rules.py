"""The settings as rules: who may talk, and how much."""

from bot.config import Settings
from bot.core.access import Policy
from bot.core.quota import Quota, Tariff


def policy_of(settings: Settings) -> Policy:
    """Return to whom the bot is open."""
    return Policy(settings.access, settings.admins, settings.allowed)


def tariff_of(settings: Settings) -> Tariff:
    """Return how much people and groups may ask."""
    return Tariff(
        Quota(settings.questions_per_minute, settings.tokens_per_day, settings.tokens_per_month),
        Quota(
            settings.group_questions_per_minute,
            settings.group_tokens_per_day,
            settings.group_tokens_per_month,
        ),
        settings.timezone,
        settings.admins,
    )
