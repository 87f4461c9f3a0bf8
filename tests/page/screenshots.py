"""`make screenshots`: the page's main states as pictures; three of them stand in the README.

`python -m tests.page.screenshots [NAME …]` writes to docs/screenshots; what is in more/ there is not kept.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.async_api import Browser, ViewportSize, async_playwright

from bot.sandbox.gigachat import Piece, Scenario
from tests.page.conftest import FLAGS, Sandbox, Screen, chromium, opened

HOME = Path(__file__).parents[2] / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
ANSWER = """Встроенная сортировка быстрее, и разница растёт вместе со списком:

| Чисел   | sorted | пузырёк |
|--------:|-------:|--------:|
|   1 000 | 0,1 мс |   34 мс |
|  10 000 | 1,6 мс |   3,6 с |
| 100 000 |  24 мс |   6 мин |

Проверить можно так:

```python
from random import sample
from timeit import timeit

numbers = sample(range(10**6), 10_000)
print(timeit(lambda: sorted(numbers), number=10))
```

> Пузырёк хорош на доске, а в программе пусть сортирует **Timsort**.
"""
POEM = """Вот короткое, про октябрь:

В саду, где яблони стоят,
Дождём и дымом пахнет сад.
И лист, летящий на крыльцо,
Целует осени лицо. 🍂

Хотите подлиннее?"""


async def answer(screen: Screen, sandbox: Sandbox) -> None:
    """Show a finished answer with a table and code, the wire beside it."""
    sandbox.gigachat.script(Scenario.of(ANSWER, words_per_piece=3, piece_delay=0.02), match="сортировка")
    await screen.starts()
    await screen.says("Какая сортировка быстрее?")
    await screen.button("Ещё раз").wait_for()


async def growing(screen: Screen, sandbox: Sandbox) -> None:
    """Show an answer in the middle of its growth."""
    words = [Piece(word, 0.02) for word in ANSWER.replace(" ", " \0").split("\0")]
    words[70] = Piece(words[70].text, gate=asyncio.Event())
    sandbox.gigachat.script(words, match="сортировка")
    await screen.starts()
    await screen.says("Какая сортировка быстрее?")
    await screen.answer.filter(has_text="numbers").wait_for()


async def group(screen: Screen, sandbox: Sandbox) -> None:
    """Show people who talk in a group, and the bot among them."""
    sandbox.gigachat.script(Scenario.of(POEM, words_per_piece=3, piece_delay=0.02))
    await screen.goes_to("Книжный клуб")
    for name, words in (
        ("Анна", "Кто что читает на этой неделе?"),
        ("Борис", "Стихи. Осень всё-таки 🍁"),
        ("Борис", "Может, и бот что-нибудь сочинит?"),
        ("Вера", "@gigachat_bot напиши нам стихи про октябрь"),
    ):
        await screen.becomes(name)
        await screen.says(words)
    await screen.button("Ещё раз").wait_for()
    await screen.becomes("Анна")
    await screen.says("Красиво!")
    await screen.tab.locator("article.mine", has_text="Красиво").wait_for()


async def forum(screen: Screen, sandbox: Sandbox) -> None:
    """Show a topic of a forum while Telegram answers 429, the flooded call open in the wire."""
    sandbox.gigachat.script(Scenario.words(300, 60.0))
    await screen.goes_to("Стихи")
    await screen.says("@gigachat_bot опиши утро в городе")
    await screen.button("Стоп").wait_for()
    await screen.tab.locator("[data-fault=telegram_429]").click()
    flooded = screen.tab.locator(".wire-line.flood").first
    await flooded.get_by_role("button").click()
    await flooded.locator("pre").first.wait_for()


async def commands(screen: Screen, _: Sandbox) -> None:
    """Show the models' keyboard and the completion of commands."""
    await screen.starts()
    await screen.says("/model")
    await screen.button("GigaChat-2-Max").wait_for()
    await screen.box.press_sequentially("/")
    await screen.tab.get_by_role("option").first.wait_for()


async def chats(screen: Screen, _: Sandbox) -> None:
    """Show the list of chats."""
    await screen.tab.locator(".chat-row").first.wait_for()


Scene = Callable[[Screen, Sandbox], Awaitable[None]]


class Shot(NamedTuple):
    """One picture: its name, what it shows, the window, light or dark."""

    name: str
    scene: Scene
    size: ViewportSize
    theme: Literal["light", "dark"]


SHOTS = [
    Shot("answer", answer, DESKTOP, "light"),
    Shot("group", group, DESKTOP, "dark"),
    Shot("phone", answer, PHONE, "light"),
    Shot("more/growing", growing, DESKTOP, "light"),
    Shot("more/growing-dark", growing, DESKTOP, "dark"),
    Shot("more/answer-dark", answer, DESKTOP, "dark"),
    Shot("more/group", group, DESKTOP, "light"),
    Shot("more/forum", forum, DESKTOP, "light"),
    Shot("more/forum-dark", forum, DESKTOP, "dark"),
    Shot("more/commands", commands, DESKTOP, "light"),
    Shot("more/phone-dark", answer, PHONE, "dark"),
    Shot("more/phone-chats", chats, PHONE, "light"),
    Shot("more/phone-chats-dark", chats, PHONE, "dark"),
]


async def shoot(browser: Browser, folder: Path, shot: Shot) -> None:
    """Write one picture of a world of its own."""
    with tempfile.TemporaryDirectory() as home:
        sandbox = Sandbox(Path(home))
        await sandbox.open()
        await sandbox.start_bot()
        screen = await opened(browser, sandbox.page.url, viewport=shot.size, color_scheme=shot.theme)
        if shot.size is PHONE and shot.scene is not chats:
            await screen.goes_to("GigaChat")
        await shot.scene(screen, sandbox)
        await screen.tab.mouse.move(0, 0)
        await screen.tab.wait_for_timeout(600)  # what has come into sight ends its movement
        path = folder / f"{shot.name}.png"
        await screen.tab.screenshot(path=path)
        sys.stdout.write(f"{path}: {path.stat().st_size // 1000} kB\n")
        await screen.tab.context.close()
        await sandbox.close()


async def main(folder: Path, names: list[str]) -> None:
    """Write all pictures, or those that are named."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        for shot in SHOTS:
            if not names or shot.name in names:
                await shoot(browser, folder, shot)
        await browser.close()


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("No Chromium here: on Debian and Ubuntu, apt install chromium")
    asyncio.run(main(HOME, sys.argv[1:]))
