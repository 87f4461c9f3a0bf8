"""What was spent, noted and read through the entrances that the bot uses."""

from datetime import date

from bot.core.figures import Answered, Totals
from bot.core.people import Footing
from bot.core.quota import Spent
from bot.storage.database import Database
from bot.storage.limits import StoredLimits
from bot.storage.usage import note_usage


async def note(database: Database, answered: Answered) -> Totals:
    """Count one question's end, by itself."""
    async with database.transaction() as statements:
        return await note_usage(statements, answered)


async def spent_by(database: Database, each: int, today: date) -> Spent:
    """Return the tokens of a person or a group, on a day and in its month up to it."""
    visit = await StoredLimits(database).visit(each, each, today)
    return (visit.person if each > 0 else visit.group or Footing()).spent
