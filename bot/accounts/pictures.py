"""Small pictures of figures over the days: PNG bars that a phone shows sharply, light and dark."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from bot.core.figures import DayFigures, Figures

# How many days a picture shows, the present one included.
DAYS = 30
# Twice the points of a phone's chat: sharp there, and small as a file.
WIDTH, HEIGHT = 960, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 24, 36, 64
_GROUND, _GRID, _TEXT, _BAR, _TODAY = "#ffffff", "#e4e7ec", "#667085", "#7bb5f0", "#2f7fd6"
_FONT_SIZE = 24
_LINES = 4
_LABELS = 5


def days_until(today: date) -> list[date]:
    """Return the days that a picture shows, oldest first."""
    return [today - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]


def last_days(known: Sequence[DayFigures], today: date) -> tuple[bytes, bytes]:
    """Draw the questions and the tokens of the last days as two PNGs; days that are not `known` are empty."""
    of = {each.day: each.figures for each in known}
    shown = [(day, of.get(day, Figures())) for day in days_until(today)]
    questions = [(day, figures.questions) for day, figures in shown]
    return bars(questions), bars([(day, figures.total_tokens) for day, figures in shown])


def bars(days: Sequence[tuple[date, int]]) -> bytes:
    """Draw a bar for each day, oldest first, the last one marked; at least one day. Returns a PNG.

    The words around it belong into the caption: the font has digits for every language, letters for few.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_FONT_SIZE)
    top = ceiling_of(max(value for _, value in days))
    _draw_grid(draw, font, top)
    step = (WIDTH - _LEFT - _RIGHT) / len(days)
    for number, (day, value) in enumerate(days):
        left = _LEFT + number * step
        height = (HEIGHT - _TOP - _BOTTOM) * value / top
        if value:
            box = (
                left + step * 0.15,
                HEIGHT - _BOTTOM - max(height, 2),
                left + step * 0.85,
                HEIGHT - _BOTTOM,
            )
            draw.rounded_rectangle(
                box, radius=min(4, height / 2), fill=_TODAY if number == len(days) - 1 else _BAR
            )
        if (len(days) - 1 - number) % max(1, round(len(days) / _LABELS)) == 0:
            middle = min(left + step / 2, WIDTH - _RIGHT - 34)
            draw.text((middle, HEIGHT - _BOTTOM + 16), f"{day:%d.%m}", _TEXT, font, anchor="mt")
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()


def ceiling_of(value: int) -> int:
    """Return a round number not below `value` whose quarters are whole; at least 4."""
    rounds = (
        leading * int(10**power) for power in range(20) for leading in (4, 5, 6, 8, 10, 12, 16, 20, 24, 32)
    )
    return min(each for each in rounds if each >= value and each % _LINES == 0)


def shortened(value: int) -> str:
    """Return a count as a label: 950, 1.2k, 30k, 4M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:.1f}".removesuffix(".0") + letter
    return str(value)


def _draw_grid(
    draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, top: int
) -> None:
    for line in range(_LINES + 1):
        y = HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * line / _LINES
        draw.line((_LEFT, y, WIDTH - _RIGHT, y), _GRID, 2)
        draw.text((_LEFT - 14, y), shortened(top * line // _LINES), _TEXT, font, anchor="rm")
