"""Where the kill test takes place: both far sides, people and chats, and a model that answers by the book."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bot.sandbox.gigachat import GigaChatDouble, Piece, Scenario
from bot.sandbox.gigachat.scripts import Scripts
from bot.sandbox.gigachat.validation import Ask
from bot.sandbox.telegram import Chat, Person, TelegramDouble
from tests.chaos.evidence import Mark, Paid, marks_in, numbers_in

STREAMS = 8
WORDS = "утром город просыпается медленно сначала светлеют крыши потом окна и только после них улицы".split()  # noqa: SIM905 - read as a line
# How many words an answer has, and how often it is so long: the longest ones take two messages.
LENGTHS = ((8, 60), (60, 250), (650, 1000))
LENGTH_WEIGHTS = (60, 32, 8)
LONGEST_ANSWER = 2.5  # seconds
PIECES = 25


@dataclass(frozen=True, slots=True)
class Spot:
    """One conversation and those who talk there; `chat` None is the one person's own with the bot."""

    people: tuple[Person, ...]
    chat: Chat | None = None
    topic: str | None = None

    @property
    def home(self) -> Chat:
        """The chat."""
        return self.chat or self.people[0].chat


class Town:
    """Both doubles and everybody in them; `now` is the wall clock in unix seconds."""

    def __init__(self, seed: str, now: Callable[[], float]) -> None:
        self.telegram = TelegramDouble(limits=False)
        self.gigachat = GigaChatDouble(streams=STREAMS)
        self.told: dict[Mark, str] = {}
        self.paid: list[Paid] = []
        self.spots: list[Spot] = []
        self._seed = seed
        self._now = now
        self._serials: Counter[int] = Counter()

    async def open(self) -> None:
        """Start both and let the people move in."""
        await self.telegram.start()
        await self.gigachat.start()
        self.gigachat.completions.scripts = Scripts(self._answer)
        self.gigachat.ledger.balances.update(dict.fromkeys(self.gigachat.ledger.balances, 10**12))
        people = [self.telegram.person(name) for name in ("Анна", "Вера", "Глеб", "Дина", "Егор")]
        people.append(self.telegram.person("Boris", language="en"))
        for person in people:
            self.telegram.private(person)
        group = self.telegram.group("Дача", members=people[:3])
        forum = self.telegram.forum("Школа", topics=["Химия", "Физика"], members=people[2:5])
        self.spots = [Spot((person,)) for person in people]
        self.spots.append(Spot(tuple(people[:3]), group))
        self.spots += [Spot(tuple(people[2:5]), forum, topic) for topic in ("Химия", "Физика")]

    async def close(self) -> None:
        """Stop both."""
        await self.telegram.stop()
        await self.gigachat.stop()

    @property
    def chats(self) -> list[Chat]:
        """Every chat in which the bot may have said something."""
        return list({spot.home.id: spot.home for spot in self.spots}.values())

    def _answer(self, ask: Ask) -> Scenario:
        """Answer by number, revision and serial of the request alone, so that a seed gives the same again."""
        kind, number, revision = asked_in(ask.messages)
        self._serials[number] += 1
        mark = Mark(kind, number, revision, self._serials[number])
        rng = Random(f"{self._seed}/{mark}")
        words = rng.choices(WORDS, k=rng.randint(*rng.choices(LENGTHS, LENGTH_WEIGHTS)[0]))
        seconds, size = rng.uniform(0.1, LONGEST_ANSWER), -(-len(words) // PIECES)
        pieces = [" ".join(["", *words[at : at + size]]) for at in range(0, len(words), size)]
        delay = seconds / (len(pieces) + 1)
        said = [Piece(text, delay) for text in (str(mark), *pieces, f" конец {number}.")]
        scenario = Scenario(tuple(said), "length" if rng.random() < 0.08 else "stop")
        self.told[mark] = scenario.text
        remembered = tuple(content for role, content in ask.messages if role == "assistant")
        self.paid.append(Paid(mark, self._now(), remembered))
        return scenario


def asked_in(messages: tuple[tuple[str, str], ...]) -> tuple[str, int, int]:
    """Return what a prompt asks for: the kind of answer, the question's number and revision (0: nobody's)."""
    questions = [numbers_in(content) for role, content in messages if role == "user"]
    if questions and questions[-1]:
        return "Начало", *questions[-1][-1]
    # The model is to go on: with the answer of the newest question that the prompt holds.
    known = [found[-1] for found in questions if found]
    known = known or [(m.number, m.revision) for role, text in messages for m in marks_in(text)[:1]]
    return "Далее", *(known[-1] if known else (0, 0))
