"""Many answers at once, and one after another (`python -m benchmarks.crowd`).

Fifty private chats grow side by side, each to be as good as one alone; then three answers follow each other
in one group within a minute.
"""

import asyncio
from statistics import fmean

from benchmarks.answers import Lags, Row, arena

CHATS = 50
SECONDS = 5.0
WORDS = 200
IN_GROUP = 3
GROUP_SECONDS = 15.0


async def side_by_side(chats: int) -> tuple[list[Lags], float]:
    """Let so many answers grow at once; return their lags and the processor time they took (s)."""
    rows = [Row(f"answer {number:02}", WORDS, SECONDS) for number in range(chats)]
    async with arena(streams=chats) as ground:
        spent = ground.processor_time()
        found = await asyncio.gather(*(ground.answer(row, *ground.place(row)) for row in rows))
        return found, ground.processor_time() - spent


async def one_after_another() -> list[Lags]:
    """Ask again in the same group as soon as an answer has ended."""
    rows = [Row(f"answer {number}", 300, GROUP_SECONDS, group=True) for number in range(IN_GROUP)]
    async with arena(streams=1) as ground:
        anna, group = ground.place(rows[0])
        return [await ground.answer(row, anna, group) for row in rows]


def main() -> None:
    """Print both."""
    (alone,), _ = asyncio.run(side_by_side(1))
    found, spent = asyncio.run(side_by_side(CHATS))
    mean = fmean(lags.mean for lags in found)
    first, last = fmean(lags.first for lags in found), max(lags.last for lags in found)
    print(f"{'seconds of lag':38} first   mean   last calls 429s")
    print(f"{'one private chat, 200 words in 5 s':36}  {alone}")
    print(f"{f'{CHATS} at once':36}  {first:5.2f} {mean:6.2f} {last:6.2f}   (last: the worst)")
    print(f"  mean lag {mean / alone.mean:.2f} of one alone; 429s: {sum(lags.floods for lags in found)}; "
          f"complete: {sum(lags.complete for lags in found)}")  # fmt: skip
    print(f"  the bot's processor time: {spent:.2f} s in all, "
          f"{spent / CHATS / SECONDS * 1e3:.1f} ms for a second of one answer")  # fmt: skip
    for number, lags in enumerate(asyncio.run(one_after_another()), start=1):
        print(f"{f'group, answer {number} of {IN_GROUP}, 300 words in 15 s':36}  {lags}")


if __name__ == "__main__":
    main()
