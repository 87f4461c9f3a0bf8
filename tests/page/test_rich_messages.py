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

Сломана: $\frac{a_1$.

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
    await expect(text.locator("td")).to_have_text(["Поезд", "2 900", "a1", "Авто", "3 400", "<b>нет</b>"])
    assert await text.locator("td").nth(1).evaluate("(cell) => getComputedStyle(cell).textAlign") == "end"
    await expect(text.locator(".math")).to_have_text(["x2", "a1", "x=−b2a", r"\frac{a_1"])
    await expect(text.locator("p").first).to_have_text("Сравним два пути за $5 и корень x2:")
    await expect(text.locator(".math-line + p")).to_have_text("ответ")
    for tag in (
        "h2",
        "p strong",
        "td em",
        "td code",
        "blockquote p",
        "ul ul li",
        "ol li",
        ".block .pre",
        "mfrac",
    ):
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


FORMULAS = {
    r"x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}": "mfrac > mrow > msqrt msup",
    r"\sum_{i=1}^n i^2": "munderover > mo",
    r"\int_0^1 \sin^2 x \, dx": "msubsup + msup",
    r"\sqrt[3]{\alpha} \cdot \vec{v}'_{ср}": "mroot ~ msub mover",
    r"A = \begin{pmatrix} 1 & -2 \\ 3 & 4 \end{pmatrix}": "mo[fence] + mtable > mtr + mtr > mtd + mtd",
    r"|x| = \begin{cases} x, & \text{если } x \ge 0 \\ -x, & x < 0 \end{cases}": "mtable.lefts mtext",
    r"\lim_{n \to \infty} \left(1 + \frac1n\right)^n = \mathbf{e}": "munder + msup > mrow > mo[fence]",
}


async def test_formulas_are_drawn_as_the_browsers_own(sandbox: Sandbox, screen: Screen) -> None:
    """What models commonly write becomes MathML that the browser lays out: a fraction is higher than wide."""
    _, chat = met(sandbox)
    markdown = "\n\n".join(f"$${latex}$$" for latex in FORMULAS)
    await call(sandbox, "sendRichMessage", chat_id=chat.id, rich_message={"markdown": markdown})
    drawn = screen.answer.locator("math")
    await expect(drawn).to_have_count(len(FORMULAS))
    for number, (latex, selector) in enumerate(FORMULAS.items()):
        assert await drawn.nth(number).locator(selector).count(), latex
        assert await drawn.nth(number).get_attribute("alttext") == latex
    assert "\\" not in (await drawn.first.text_content() or "")
    is_laid_out = """(node) => {
        const [over, under] = [...node.children].map((child) => child.getBoundingClientRect());
        return node instanceof MathMLElement && over.bottom <= under.top;
    }"""
    assert await drawn.first.locator("mfrac").evaluate(is_laid_out)


UNREADABLE = [
    r"\frac{a}{", "x_", r"\left( x", "a & b }", r"\begin{tikz} x \end{tikz}", "{" * 300, "x^2^3", "^" * 50,
]  # fmt: skip


async def test_what_is_no_latex_stays_as_it_is_written(sandbox: Sandbox, screen: Screen) -> None:
    """A formula that breaks off, or that hides hundreds of brackets, is text and breaks nothing."""
    _, chat = met(sandbox)
    rich = {"markdown": "\n\n".join(f"Формула: ${latex}$ здесь." for latex in UNREADABLE)}
    await call(sandbox, "sendRichMessage", chat_id=chat.id, rich_message=rich)
    await expect(screen.answer.locator(".math.written")).to_have_text(UNREADABLE)
    assert await screen.answer.locator("math").count() == 0


async def test_a_command_that_is_not_known_is_shown_inside_its_formula(
    sandbox: Sandbox, screen: Screen
) -> None:
    """One unknown word does not take the formula away, and markup in it makes no element."""
    _, chat = met(sandbox)
    rich = {"markdown": r"$\ce{H_2O} = \text{<b>вода</b>} \href{x}$"}
    await call(sandbox, "sendRichMessage", chat_id=chat.id, rich_message=rich)
    drawn = screen.answer.locator("math")
    await expect(drawn).to_have_text(r"\ceH2O=<b>вода</b>\hrefx")
    assert await drawn.locator("b").count() == 0
