"""`make corpus`: TDLib judges every prefix of every document, as it would be shown while it grows.

Every cut of a document up to `WHOLE` characters, and as many evenly spread ones of a longer document. Prints
how many messages were judged and refused, and the share of steps in which formatting in sight changes.
"""

import sys
from concurrent.futures import ProcessPoolExecutor

from bot.core.splitting import split
from bot.telegram.rendering import render
from tests.corpus.documents import ALL, WELL_FORMED
from tests.unit.rendering.flicker import Flicker, measure
from tests.unit.rendering.telegram_judge import verdict

WHOLE = 1500


def judge(title: str) -> tuple[int, list[str]]:
    """Judge the prefixes of one document; return the number of messages and the refusals."""
    document = ALL[title]
    messages, refused = 0, []
    for size in range(1, len(document) + 1, max(1, len(document) // WHOLE)):
        for growing in (True, False):
            for page in split(render(document[:size], growing=growing)):
                messages += 1
                if reason := verdict(page):
                    refused.append(f"{title}, first {size}: {reason}")
    return messages, refused


def main() -> int:
    """Judge everything; return 1 if anything was refused or flickered."""
    with ProcessPoolExecutor() as pool:
        judged = list(pool.map(judge, ALL))
        flickers: list[Flicker] = list(pool.map(measure, WELL_FORMED.values()))
    refused = [refusal for _, refusals in judged for refusal in refusals]
    steps, formatting, wording = (sum(column) for column in zip(*flickers, strict=True))
    sys.stdout.write("".join(f"{line}\n" for line in refused[:20]))
    sys.stdout.write(f"{len(ALL)} documents, {sum(n for n, _ in judged)} messages: {len(refused)} refused\n")
    share = f"{formatting / steps:.2%} of them (words move in {wording})"
    sys.stdout.write(f"{steps} steps of well-formed documents: formatting in sight changes in {share}\n")
    return int(bool(refused or formatting))


if __name__ == "__main__":
    sys.exit(main())
