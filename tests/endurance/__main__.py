"""`python -m tests.endurance [HOURS] [SEED]`: a day in virtual time, with a line for each hour."""

import sys

from tests.endurance.day import HEADING, live


def main() -> None:
    """Live the day and print what each hour left."""
    hours, seed = (*map(int, sys.argv[1:]), *(24, 1)[len(sys.argv) - 1 :])
    for line in (HEADING, *live(hours, seed)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
