"""Text that no part of the way to Telegram stumbles over."""

from bot.core.surrogates import join_surrogates

# Private-use characters by which the rooms of this package mark places in a source; never seen by a reader.
SPOILER_OPENS = "\ue001"
SPOILER_CLOSES = "\ue002"
FLANK = "\ue003"
FORMULA = "\ue004"
HYPHEN = "\ue005"

MARKS = dict.fromkeys(map(ord, (SPOILER_OPENS, SPOILER_CLOSES, FLANK, FORMULA, HYPHEN)))

# Controls that Telegram turns into spaces, and line and direction overrides that it removes (TDLib
# clean_input_string); without them what is sent is what is shown.
_UNWANTED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0x7F, *range(0x2028, 0x202F)]) | MARKS


def sanitize(text: str) -> str:
    """Join surrogate halves, replace lone ones, end lines with LF, drop controls and our own marks."""
    return join_surrogates(text).replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED)
