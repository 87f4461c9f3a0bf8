"""The kill test in short: the long one is `make chaos`."""

import sys
from pathlib import Path

import pytest

from tests.chaos.report import stories, table
from tests.chaos.trial import Plan, Trial


@pytest.mark.timeout(300)  # it lives in real time, and a busy machine is slow to start it
async def test_nothing_is_lost_when_the_bot_is_killed_again_and_again(tmp_path: Path) -> None:
    """Whatever dies, each question ends with one answer or word, and the file agrees with the chats."""
    trial = Trial(Plan("short", kills=8, longest_life=2.0, until_quiet=60.0), tmp_path)
    await trial.run()
    told = "\n".join([*stories(trial, 3), *table(trial)])
    sys.stdout.write(told)
    assert not trial.objections, told
    assert trial.evidence.asked
    assert trial.killed
