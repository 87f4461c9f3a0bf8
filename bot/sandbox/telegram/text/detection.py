"""The entities that Telegram finds in what a person writes (TDLib find_entities; offsets in UTF-16 units).

The list of top-level domains is a handful of Telegram's full one.
"""

import re
from typing import Final

from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.wire import Json

_DOMAINS: Final = "ru|com|org|net|io|dev|me|info|app|рф|ai|py|su|de|uk|eu"
_PATTERNS: Final = (
    ("email", re.compile(rf"(?<![\w.+-])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.(?:{_DOMAINS})(?![\w-])")),
    (
        "url",
        re.compile(rf"(?:https?://)?(?<![@\w.-])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w-])(?::\d+)?(?:[/?#]\S*)?"),
    ),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def found_entities(text: str) -> list[Json]:
    """Return the entities of a text in order; an earlier kind wins where two overlap."""
    taken: list[tuple[int, int]] = []
    found: list[Json] = []
    for kind, pattern in _PATTERNS:
        for matched in pattern.finditer(text):
            piece = matched.group().rstrip(".,:;!?)]}»\"'") if kind == "url" else matched.group()
            begin, end = matched.start(), matched.start() + len(piece)
            if any(begin < other_end and other < end for other, other_end in taken):
                continue
            taken.append((begin, end))
            found.append({"type": kind, "offset": units(text[:begin]), "length": units(piece)})
    return sorted(found, key=lambda entity: int(entity["offset"]))
