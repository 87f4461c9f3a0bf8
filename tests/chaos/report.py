"""What the kill test prints: a table, and the story of each question that went wrong."""

from collections.abc import Iterator

from tests.chaos.diary import resumptions, story_of
from tests.chaos.trial import Trial

# An answer that a death cut shall be whole again so soon after the start, the model's time aside (s).
RESUMED_WITHIN = 5.0


def resumed(trial: Trial) -> list[tuple[float, int]]:
    """Return how many seconds (less the model's) each resumed answer took and its number, longest first."""
    telegram = trial.town.telegram
    messages = [each for chat in trial.town.chats for each in telegram.chat_history(chat)]
    own = [each for each in messages if each.sender is telegram.bot]
    return sorted(resumptions(trial.diary, own, telegram, trial.exchanges), reverse=True)


def table(trial: Trial) -> Iterator[str]:
    """Yield the figures of a run, a line each."""
    evidence, known = trial.evidence, resumed(trial)
    states = [turn.state for turn in evidence.turns]
    statuses = [life.status for life in trial.diary.lives]
    needed = len(evidence.turns) + sum(asked.revisions for asked in evidence.asked)
    longest = f"{known[0][0]:.2f} s and the model's, question {known[0][1]}" if known else "-"
    rows = {
        "seed": trial.plan.seed,
        "starts": len(statuses),
        "kills -9": trial.killed,
        "stops by SIGTERM": len(statuses) - trial.killed,
        "seconds": f"{trial.diary.lives[-1].ended - trial.diary.lives[0].begun:.0f}",
        "questions": len(evidence.asked),
        "edits": sum(asked.revisions for asked in evidence.asked),
        "commands": evidence.commands.total(),
        "turns": len(states),
        "complete / stopped / cut / failed": " / ".join(
            str(states.count(state)) for state in ("complete", "stopped", "cut", "failed")
        ),
        "requests to GigaChat": len(evidence.paid),
        "more than turns and edits": max(0, len(evidence.paid) - needed),
        "resumed answers": len(known),
        "longest time from start to end": longest,
        "objections": len(trial.objections),
    }  # fmt: skip
    width = max(map(len, rows))
    yield from (f"{name:<{width}}  {value}" for name, value in rows.items())


def stories(trial: Trial, most: int) -> Iterator[str]:
    """Yield the objections, and what happened to `most` of the questions that they are about."""
    yield from (f"question {each.number or '-'}: {each.text}" for each in trial.objections)
    numbers = list(dict.fromkeys(each.number for each in trial.objections if each.number))
    for number in numbers[:most]:
        yield f"\nThe story of question {number} (seconds):"
        yield from story_of(number, trial.diary, trial.town.telegram, trial.exchanges)
    if trial.objections:
        yield f"\nOnce more: make chaos ARGS='--seed {trial.plan.seed} --kills {trial.plan.kills}'"
