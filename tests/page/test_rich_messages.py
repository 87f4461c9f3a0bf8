"""Rich messages as the browser draws them."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Sandbox, Screen
from tests.page.test_messenger import call, met

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKDOWN = r"""## Дороги

Сравним **два** пути за $5 и корень $x^2$:

| Путь | Цена, ₽ | Формула |
|:-----|--------:|:-------:|
| *Поезд* | 2 900 | $a_1$ |
| `Авто` | 3 400 | <b>нет</b> |

$$x = \frac{-b}{2a}$$ ответ

> Цены
> придуманы

- раз
  - вложено
- два

1. первое
2. второе

```python
a = b | c
```
"""


async def test_a_rich_message_is_drawn_in_blocks(sandbox: Sandbox, screen: Screen) -> None:
    """A table has its cells, a formula no dollars, marks become elements, and markup of a cell stays text."""
    _, chat = met(sandbox)
    sent = await call(sandbox, "sendMessage", chat_id=chat.id, text="сейчас")
    edit = {"chat_id": chat.id, "message_id": sent["message_id"], "rich_message": {"markdown": MARKDOWN}}
    await call(sandbox, "editMessageText", **edit)
    text = screen.answer.locator(".text")
    await expect(text.locator("th")).to_have_text(["Путь", "Цена, ₽", "Формула"])
    await expect(text.locator("td")).to_have_text(["Поезд", "2 900", "a_1", "Авто", "3 400", "<b>нет</b>"])
    assert await text.locator("td").nth(1).evaluate("(cell) => getComputedStyle(cell).textAlign") == "end"
    await expect(text.locator(".math")).to_have_text(["x^2", "a_1", r"x = \frac{-b}{2a}"])
    await expect(text.locator("p").first).to_have_text("Сравним два пути за $5 и корень x^2:")
    await expect(text.locator(".math-line + p")).to_have_text("ответ")
    for tag in ("h2", "p strong", "td em", "td code", "blockquote p", "ul ul li", "ol li", ".block .pre"):
        assert await text.locator(tag).count(), tag
    assert await text.locator("b").count() == 0
    await expect(text.locator(".pre code")).to_have_text("a = b | c")


async def test_a_wide_table_scrolls_inside_its_bubble(sandbox: Sandbox, screen: Screen) -> None:
    """Twenty columns make nothing wider than the chat, and no sign of Markdown is left."""
    row = "|".join(f" столбец {number} " for number in range(20))
    markdown = f"|{row}|\n|{'---|' * 20}\n|{row}|"
    _, chat = met(sandbox)
    await call(sandbox, "sendRichMessage", chat_id=chat.id, rich_message={"markdown": markdown})
    table = screen.answer.locator(".sideways")
    await table.wait_for()
    assert await table.evaluate("(node) => node.scrollWidth > node.clientWidth")
    assert await screen.tab.locator(".scroll").evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert "|" not in await screen.shown(sandbox.last(chat))
