"""What the kill test measures: how long a resumed answer takes."""

from bot.sandbox.gigachat import Exchange
from bot.sandbox.telegram import Call, Message, TelegramDouble
from bot.sandbox.telegram.store.messages import Revision
from tests.chaos.diary import Diary, Lived, resumptions

STOP = {"inline_keyboard": [[{"text": "■ Стоп", "callback_data": "stop:1"}]]}


def grown(telegram: TelegramDouble, *states: tuple[float, bool]) -> Message:
    """Return a message of question 7 that changed at these times, growing or not."""
    chat = telegram.private(telegram.person("Анна"))
    made = Message(chat, 2, states[0][0], 0, telegram.bot, "Начало 7.0.1: да")
    made.history = [Revision(at, made.text, [], STOP if growing else None) for at, growing in states]
    return made


def asked(begun: float, ended: float) -> Exchange:
    """Return a request about question 7."""
    messages = [{"role": "user", "content": "Вопрос 7.0: что?"}]
    return Exchange(1, begun, "chat", "POST", "", {}, "", "", {"messages": messages}, ended_at=ended)


def test_a_resumed_answer_is_measured_from_the_start_less_the_models_time() -> None:
    """What a death cut counts from the start that ended it; what grew up in one life does not count."""
    telegram = TelegramDouble()
    diary = Diary(lives=[Lived(0.0, 10.0, "", -9), Lived(11.0, 30.0, "", 0)])
    cut = grown(telegram, (9.0, True), (13.0, True), (20.0, False))
    whole = grown(telegram, (1.0, True), (5.0, False), (12.0, True), (15.0, False))
    assert resumptions(diary, [cut, whole], telegram, [asked(12.0, 18.0)]) == [(3.0, 7)]


def test_a_chat_in_bad_weather_measures_the_weather() -> None:
    """A resumption during which Telegram refused a call of that chat is left out."""
    telegram = TelegramDouble()
    diary = Diary(lives=[Lived(0.0, 10.0, "", -9), Lived(11.0, 30.0, "", 0)])
    cut = grown(telegram, (9.0, True), (20.0, False))
    telegram.calls.append(Call(14.0, "editMessageText", {}, cut.chat.id, status=429))
    assert resumptions(diary, [cut], telegram, []) == []
