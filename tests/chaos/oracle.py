"""Judges whether nothing was lost and nothing doubled. Pure: evidence in, objections out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.locales import words_in
from tests.chaos.evidence import Asked, Evidence, Seen, Stored, marks_in, numbers_in

_ERRORS = ("error-internal", "error-provider", "error-busy", "error-storage", "error-cut", "error-given-up")
_NOTES = {
    "complete": ("note-length",),
    "stopped": ("note-stopped", "note-stopped-empty", "note-left"),
    "failed": _ERRORS,
    "cut": _ERRORS,
}
# What the bot says to a command, at most one of each row for each time that it was given.
_SAID_TO = {
    "/help": ("help",),
    "/new": ("new-done",),
    "/stop": ("stop-nothing", "toast-not-yours", "stop-done"),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong, and with which question."""

    number: int | None
    text: str


Check = Callable[[Evidence], Iterator[Objection]]


def judge(evidence: Evidence) -> list[Objection]:
    """Return all objections."""
    return [objection for check in CHECKS for objection in check(evidence)]


def nothing_is_left(evidence: Evidence) -> Iterator[Objection]:
    """Object to turns, updates and letters that still wait."""
    for name, count in evidence.left.items():
        if count:
            yield Objection(None, f"{count} {name} left")


def every_question_is_answered_once(evidence: Evidence) -> Iterator[Objection]:
    """Object unless one version of each question stands in its chat, and it was asked in its last words."""
    for asked in evidence.asked:
        turns = [t for t in evidence.turns if t.asked_in == asked.place and not t.continues]
        if not turns:
            yield Objection(asked.number, "lost: no turn of it is stored")
            continue
        shown = [turn for turn in turns if turn.shown_in]
        if len(shown) > 1:
            yield Objection(asked.number, f"turns {[turn.id for turn in shown]} are shown side by side")
        if not shown and not _was_stopped_unseen(asked, turns, evidence):
            yield Objection(asked.number, "lost: no answer and no word about it stands")
        if (asked.number, asked.revisions) not in [pair for t in turns for pair in numbers_in(t.question)]:
            yield Objection(asked.number, f"its edit number {asked.revisions} was never asked")


def _was_stopped_unseen(asked: Asked, turns: list[Stored], evidence: Evidence) -> bool:
    """Whether the answer to a /stop is all that was to be said."""
    newest = max(turns, key=lambda turn: turn.id)
    said = any(chat_id == asked.place.chat_id and at >= asked.at for chat_id, at in evidence.stops)
    return said and newest.state == "stopped" and not newest.answer


def sequels_stand_once(evidence: Evidence) -> Iterator[Objection]:
    """Object unless one version of each continuation stands."""
    for versions in evidence.versions():
        shown = [turn for turn in versions if turn.shown_in]
        unseen = versions[-1].state == "stopped" and not versions[-1].answer
        if versions[0].continues and len(shown) != 1 and not (not shown and unseen):
            number = evidence.number_of(versions[0])
            yield Objection(number, f"{len(shown)} versions of a continuation are shown")


def what_is_shown_is_what_is_stored(evidence: Evidence) -> Iterator[Objection]:
    """Object where the messages of a turn say other than the stored answer and a fitting last word."""
    by_place = {seen.place: seen for seen in evidence.seen}
    for turn in (turn for turn in evidence.turns if turn.shown_in):
        number = evidence.number_of(turn)
        parts = [by_place[place] for place in turn.shown_in if place in by_place]
        if len(parts) < len(turn.shown_in):
            yield Objection(number, f"a message of turn {turn.id} is gone")
        elif not _says(parts, turn):
            shown = " | ".join(part.text[-60:] for part in parts)
            stored = f"turn {turn.id} ({turn.state}) is stored as …{turn.answer[-60:]!r}"
            yield Objection(number, f"{stored}, but shown {shown!r}")


def _says(parts: list[Seen], turn: Stored) -> bool:
    shown, stored = (_bare("".join(part.text for part in parts)), _bare(turn.answer))
    notes = {_bare(words_in(code)(key)) for code in ("ru", "en") for key in _NOTES.get(turn.state, ())}
    said = shown.removeprefix(stored)
    if not shown.startswith(stored):
        return False
    return said in notes or (said == "" and turn.state == "complete")


def _bare(text: str) -> str:
    """Return a text without white space, which differs where messages meet."""
    return re.sub(r"\s+", "", text)


def nothing_looks_unfinished(evidence: Evidence) -> Iterator[Objection]:
    """Object to messages that offer to stop what has ended, or say that the bot is about to go on."""
    paused = {words_in(code)("note-paused") for code in ("ru", "en")}
    for seen in evidence.seen:
        number = next((mark.number for mark in marks_in(seen.text)), None)
        if seen.is_growing:
            yield Objection(number, f"message {seen.place} still offers to stop")
        if any(note in seen.text for note in paused):
            yield Objection(number, f"message {seen.place} still says that the bot restarts")


def every_message_is_known(evidence: Evidence) -> Iterator[Objection]:
    """Object to messages of the bot that the file knows neither as an answer nor as a letter."""
    known = {place for turn in evidence.turns for place in turn.shown_in} | evidence.letters
    for seen in evidence.seen:
        if seen.place not in known:
            number = next((mark.number for mark in marks_in(seen.text)), None)
            yield Objection(number, f"message {seen.place} is nobody's: {seen.text[:60]!r}")


def no_answer_begins_twice(evidence: Evidence) -> Iterator[Objection]:
    """Object where two messages begin the answer to one question, or the text of one request."""
    begun = Counter(mark for seen in evidence.seen for mark in marks_in(seen.text))
    for mark, times in begun.items():
        if times > 1:
            yield Objection(mark.number, f"{mark} begins {times} times")
    firsts = Counter(mark.number for mark in begun if mark.kind == "Начало")
    for number, times in firsts.items():
        if times > 1:
            yield Objection(number, f"{times} answers to it stand side by side")


def stored_answers_are_gigachats(evidence: Evidence) -> Iterator[Objection]:
    """Object unless an answer is all that one request brought, or the beginning where it ended early."""
    for turn in (turn for turn in evidence.turns if turn.answer.strip()):
        marks = marks_in(turn.answer)
        number = evidence.number_of(turn)
        if len(marks) != 1 or marks[0].number != number or (marks[0].kind == "Далее") != turn.continues:
            yield Objection(number, f"turn {turn.id} holds another answer: {turn.answer[:60]!r}")
            continue
        whole, answer = evidence.told.get(marks[0], "").strip(), turn.answer.strip()
        if answer != whole if turn.state == "complete" else not whole.startswith(answer):
            yield Objection(number, f"turn {turn.id} ({turn.state}) is not what GigaChat said")
        if not turn.continues and (number, marks[0].revision) not in numbers_in(turn.question):
            yield Objection(number, f"turn {turn.id} answers other words than it was asked in")


def history_is_whole(evidence: Evidence) -> Iterator[Objection]:
    """Object unless each conversation is one tree and goes on from what people read."""
    for turn in evidence.turns:
        parent = None if turn.parent_id is None else evidence.by_id.get(turn.parent_id)
        if turn.parent_id is not None and (parent is None or parent.conversation != turn.conversation):
            yield Objection(evidence.number_of(turn), f"turn {turn.id} follows {turn.parent_id}")
    shown_instead = {t.id: o for v in evidence.versions() for t in v for o in v if o.shown_in and o is not t}
    for conversation, tip_id in evidence.tips.items():
        tip = None if tip_id is None else evidence.by_id.get(tip_id)
        if tip_id is not None and (tip is None or tip.conversation != conversation):
            yield Objection(None, f"conversation {conversation} goes on from turn {tip_id}")
        elif tip is not None and not tip.shown_in and tip.id in shown_instead:
            number = evidence.number_of(tip)
            yield Objection(number, f"turn {tip.id} is the tip, but turn {shown_instead[tip.id].id} is shown")


def version_rows_are_right(evidence: Evidence) -> Iterator[Objection]:
    """Object where the number under an answer is not that of its version."""
    by_place = {seen.place: seen for seen in evidence.seen}
    for versions in evidence.versions():
        for turn in (turn for turn in versions if turn.shown_in):
            ids = [each.id for each in versions if each is turn or each.is_worth_paging]
            wanted = f"{ids.index(turn.id) + 1}/{len(ids)}" if len(ids) > 1 else None
            last = by_place.get(turn.shown_in[-1])
            row = (
                next((each for each in last.labels if re.fullmatch(r"\d+/\d+", each)), None) if last else None
            )
            if last and row != wanted:
                yield Objection(
                    evidence.number_of(turn), f"turn {turn.id} is version {wanted}, but shows {row}"
                )


def commands_are_answered_once(evidence: Evidence) -> Iterator[Objection]:
    """Object unless each command got its one word."""
    chats = {seen.place.chat_id for seen in evidence.seen} | {chat_id for chat_id, _ in evidence.commands}
    for chat_id in chats:
        here = [seen.text for seen in evidence.seen if seen.place.chat_id == chat_id]
        for command, keys in _SAID_TO.items():
            said = sum(any(_is_word(text, key) for key in keys) for text in here)
            if said != evidence.commands[chat_id, command]:
                given = evidence.commands[chat_id, command]
                yield Objection(
                    None, f"{command} was given {given} times in {chat_id}, answered {said} times"
                )


def _is_word(text: str, key: str) -> bool:
    """Tell whether a text is this one of the bot's sentences."""
    if key == "stop-done":
        return text.startswith(("Остановлено", "Stopped"))
    return text in {words_in(code)(key) for code in ("ru", "en")}


def nothing_is_paid_twice(evidence: Evidence) -> Iterator[Objection]:
    """Object to requests beyond one for each turn, edit, and kill while a turn was pending."""
    turns_of: dict[int | None, list[Stored]] = {}
    for turn in evidence.turns:
        turns_of.setdefault(evidence.number_of(turn), []).append(turn)
    for asked in evidence.asked:
        turns = turns_of.get(asked.number, [])
        spans = [(turn.asked_at, turn.finished_at or float("inf")) for turn in turns]
        killed = sum(begun <= kill <= ended for begun, ended in spans for kill in evidence.kills)
        paid = sum(each.mark.number == asked.number for each in evidence.paid)
        allowed = len(turns) + asked.revisions + killed
        if paid > allowed:
            yield Objection(asked.number, f"GigaChat was asked {paid} times, {allowed} were needed")


def prompts_hold_what_people_read(evidence: Evidence) -> Iterator[Objection]:
    """Object where the model is reminded of an answer that its conversation never stored."""
    numbers: dict[int, set[int]] = {}
    for turn in evidence.turns:
        numbers.setdefault(evidence.number_of(turn) or 0, set()).add(turn.conversation)
    answers = {(turn.conversation, turn.answer) for turn in evidence.turns}
    for paid in evidence.paid:
        for text in paid.remembered:
            if not any((place, text) in answers for place in numbers.get(paid.mark.number, ())):
                yield Objection(
                    paid.mark.number, f"the model was reminded of {text[:60]!r}, which nobody stored"
                )


CHECKS: tuple[Check, ...] = (
    nothing_is_left,
    every_question_is_answered_once,
    sequels_stand_once,
    what_is_shown_is_what_is_stored,
    nothing_looks_unfinished,
    every_message_is_known,
    no_answer_begins_twice,
    stored_answers_are_gigachats,
    history_is_whole,
    version_rows_are_right,
    commands_are_answered_once,
    nothing_is_paid_twice,
    prompts_hold_what_people_read,
)
