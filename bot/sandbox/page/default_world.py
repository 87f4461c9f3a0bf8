"""Who lives in the sandbox before anybody comes: four people, a group and a forum."""

from dataclasses import dataclass

from bot.sandbox.telegram import Chat, Person, TelegramDouble


@dataclass(frozen=True, slots=True)
class DefaultWorld:
    """The people and the chats of the default world."""

    anna: Person
    boris: Person
    vera: Person
    olga: Person
    group: Chat
    forum: Chat


def populate(telegram: TelegramDouble) -> DefaultWorld:
    """Let the default people and chats come into being; nobody has started the bot yet."""
    anna = telegram.person("Анна", language="ru", username="anna_k")
    boris = telegram.person("Борис", language="en", username="boris_m")
    vera = telegram.person("Вера", language="ru", username="vera_s")
    olga = telegram.person("Ольга", language="ru", username="olga_admin")
    for person in (anna, boris, olga):
        telegram.world.private(person.user)
    members = [anna, boris, vera]
    group = telegram.supergroup("Книжный клуб", owner=olga, members=members)
    forum = telegram.forum("Мастерская", topics=["Стихи", "Код"], owner=olga, members=members)
    return DefaultWorld(anna, boris, vera, olga, group, forum)
