"""The pictures of usage."""

from datetime import date, timedelta
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.accounts.pictures import HEIGHT, WIDTH, bars, ceiling_of, shortened

TODAY = date(2026, 11, 21)


def days(*values: int) -> list[tuple[date, int]]:
    """Return the days up to today with these values."""
    first = TODAY - timedelta(days=len(values) - 1)
    return [(first + timedelta(days=number), value) for number, value in enumerate(values)]


def blue_at(picture: bytes, share: float, height: float) -> bool:
    """Tell whether a point of the plot, as shares of its width and height, is a bar."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    x, y = 96 + share * (WIDTH - 120), HEIGHT - 64 - height * (HEIGHT - 100)
    red, _, blue = image.crop((round(x), round(y), round(x) + 1, round(y) + 1)).tobytes()
    return blue - red > 60


def test_bars_stand_as_high_as_their_values() -> None:
    """The highest value reaches the round number above it, half of it half as high, nothing draws nothing."""
    picture = bars(days(0, 40, 20))
    assert Image.open(BytesIO(picture)).size == (WIDTH, HEIGHT)
    assert not blue_at(picture, 1 / 6, 0.02)
    assert blue_at(picture, 3 / 6, 0.95)
    assert blue_at(picture, 5 / 6, 0.45)
    assert not blue_at(picture, 5 / 6, 0.55)


def test_days_without_anything_are_a_picture_too() -> None:
    """A person who has asked nothing yet sees an empty picture, not an error."""
    assert bars(days(*[0] * 30)).startswith(b"\x89PNG")


@given(st.integers(0, 10**12))
def test_the_scale_ends_at_a_round_number(value: int) -> None:
    """Every value fits below the top, which is not twice too high, and the lines stand at whole numbers."""
    top = ceiling_of(value)
    assert top >= value
    assert top % 4 == 0
    assert top <= max(4, 2 * value)


def test_labels_are_short() -> None:
    """Thousands and millions are shortened, so that labels fit beside the bars."""
    assert [shortened(n) for n in (0, 950, 1200, 30_000, 4_000_000)] == ["0", "950", "1.2k", "30k", "4M"]
