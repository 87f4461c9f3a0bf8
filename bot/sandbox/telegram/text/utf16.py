"""Text as Telegram counts it: in UTF-16 code units (TDLib MessageEntity.cpp)."""


def units(text: str) -> int:
    """Return the length of the text in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, offset: int, length: int) -> str:
    """Return the piece that begins `offset` units in and is `length` units long.

    A piece that would halve a surrogate pair raises UnicodeDecodeError.
    """
    raw = text.encode("utf-16-le")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def boundaries(text: str) -> dict[int, int]:
    """Return each offset in units at which a character begins or the text ends, with its offset in bytes."""
    found = {0: 0}
    unit = byte = 0
    for char in text:
        unit += 2 if char > "\uffff" else 1
        byte += len(char.encode())
        found[unit] = byte
    return found
