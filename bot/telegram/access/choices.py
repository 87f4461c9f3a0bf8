"""Keyboards with which people decide: let somebody in or not, forget or keep."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.locales import Words
from bot.telegram.callbacks import ForgetPressed, RequestPressed


def request_keyboard(words: Words, subject: int, language: str) -> InlineKeyboardMarkup:
    """Return what stands under a request to admins; `language` is the one in which who asked is answered."""
    allow = RequestPressed(subject=subject, allow=True, language=language)
    refuse = RequestPressed(subject=subject, allow=False, language=language)
    return _row((words("button-allow"), allow), (words("button-refuse"), refuse))


def forget_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return what stands under the question whether to erase everything."""
    return _row(
        (words("button-forget"), ForgetPressed(sure=True)), (words("button-keep"), ForgetPressed(sure=False))
    )


def _row(*buttons: tuple[str, CallbackData]) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=text, callback_data=pressed.pack()) for text, pressed in buttons]
    return InlineKeyboardMarkup(inline_keyboard=[row])
