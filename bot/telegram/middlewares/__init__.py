"""What every update passes before its handler: aiogram's middlewares, each in a file of its own."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiogram.types import TelegramObject

Handler: TypeAlias = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
