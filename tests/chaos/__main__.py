"""The long kill test, by hand: `make chaos ARGS="--seed N --kills K --minutes M"`."""

import argparse
import asyncio
import random
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from tests.chaos.report import RESUMED_WITHIN, resumed, stories, table
from tests.chaos.trial import Plan, Trial

# The others are in a file.
MOST_STORIES = 5


def main() -> int:
    """Run the test; return 1 if anything was lost, doubled or late."""
    asked = _arguments()
    port = _free_port() if asked.webhook else None
    plan = Plan(asked.seed, asked.kills, most_time=asked.minutes * 60, webhook_port=port)
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    trial = Trial(plan, folder)
    _say(f"seed {plan.seed}")
    asyncio.run(trial.run())
    late = [(seconds, number) for seconds, number in resumed(trial) if seconds > RESUMED_WITHIN]
    _say(*stories(trial, MOST_STORIES))
    _say(*(f"question {number} was resumed {seconds:.2f} s after the start" for seconds, number in late))
    _say(*table(trial))
    if trial.objections or late:
        (folder / "stories.txt").write_text("\n".join(stories(trial, len(trial.objections))))
        _say(f"The database, the bot's log and all stories are in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill the bot while people talk to it.")
    parser.add_argument(
        "--seed", default=str(random.randrange(10**6)), help="play this again (default: a new one)"
    )
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop killing after so long")
    parser.add_argument("--webhook", action="store_true", help="updates come by webhook, not by polling")
    return parser.parse_args()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
