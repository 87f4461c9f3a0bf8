"""Markdown as a chat reads it."""

import pytest

from bot.core.entities import Entity, RichText, is_blank
from bot.telegram.rendering import render
from bot.telegram.rendering.formulas import readable
from bot.telegram.rendering.links import is_linkable
from bot.telegram.rendering.sanitizing import sanitize


def _of(rich: RichText, kind: str) -> list[str]:
    units = rich.text.encode("utf-16-le")
    return [units[2 * e.offset : 2 * e.end].decode("utf-16-le") for e in rich.entities if e.type == kind]


def test_styles() -> None:
    """Each style of Markdown becomes the entity of Telegram, counted in UTF-16 units."""
    rich = render("😀 **ж** *к* ~~з~~ `м` ||с||")
    assert rich.text == "😀 ж к з м с"
    assert [(e.type, e.offset) for e in rich.entities] == [
        ("bold", 3),
        ("italic", 5),
        ("strikethrough", 7),
        ("code", 9),
        ("spoiler", 11),
    ]


def test_code_block_keeps_its_language() -> None:
    """A block of code is shown with its language and without its fence."""
    assert render("```python\nx = 1\n\ny = 2\n```") == RichText(
        "x = 1\n\ny = 2", (Entity("pre", 0, 12, language="python"),)
    )


def test_lists() -> None:
    """Items keep their numbers, nested ones are indented, tasks have a box instead of a bullet."""
    assert render("3. a\n   - b\n7. c\n\n- [x] d\n- [ ] e").text == "3. a\n  ◦ b\n7. c\n\n✅ d\n⬜ e"


def test_blocks_stand_apart_as_in_the_source() -> None:
    """Empty lines are kept and none is invented."""
    assert render("a\n- b\n- c\n\n- d\n\n\ne\n# f\ng").text == "a\n• b\n• c\n\n• d\n\ne\nf\ng"


def test_quotes_are_not_nested() -> None:
    """Telegram knows no quote inside a quote: the outer one stands."""
    assert _of(render("> a\n> > b\n\nc"), "blockquote") == ["a\nb"]


@pytest.mark.parametrize(
    "source",
    [
        "vector<int> v",
        "a<b and c>d",
        "<b>x</b>",
        "Map<String, List<Integer>>",
        "<script>x</script>",
        "<!-- x -->",
    ],
)
def test_html_stays_text(source: str) -> None:
    """Angle brackets are never swallowed."""
    assert render(source).text == source


def test_markdown_inside_html_is_rendered() -> None:
    """A block of HTML does not hide the Markdown in it, and a line break tag breaks the line."""
    rich = render("<div>\n**a**\n</div>\n\nb<br>c")
    assert rich.text == "<div>\na\n</div>\n\nb\nc"
    assert _of(rich, "bold") == ["a"]


@pytest.mark.parametrize(
    "source",
    [
        "2*3*4",
        "__init__ и __name__",
        "a_b_c",
        "~5 и ~6",
        "~5~6~",
        "https://a.ru/*b*",
        "$5 и $10",
        "a || b",
        "1. Год",
    ],
)
def test_text_that_looks_like_markup(source: str) -> None:
    """Products, names, prices and tildes are shown as they were written."""
    assert render(source) == RichText(source)


def test_bold_beside_russian_quotes() -> None:
    """Bold that ends in a quote mark before a letter is bold."""
    assert _of(render("роман **«Идиот»**а"), "bold") == ["«Идиот»"]


def test_dashes_under_text_are_a_rule() -> None:
    """A line of dashes under text separates, it does not make a heading."""
    rich = render("a\n---\nb")
    assert rich.entities == ()
    assert rich.text.split() == ["a", "————————", "b"]


def test_links() -> None:
    """A good address is a link; one that Telegram would refuse leaves the text alone."""
    rich = render("[a](https://пример.рф/x) [b](/path) [](https://x.ru) ![c](https://x.ru/c.png)")
    assert rich.text == "a b https://x.ru 🖼 c"
    assert [e.url for e in rich.entities] == ["https://пример.рф/x", "https://x.ru", "https://x.ru/c.png"]


def test_definitions_stay_in_sight() -> None:
    """The list of sources at the end of an answer does not vanish."""
    assert render("см. [1]\n\n[1]: https://example.com").text == "см. [1]\n\n[1]: https://example.com"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$E = mc^2$", "E = mc²"),
        (r"\(\frac{1}{2}\)", "½"),
        (r"\[x_{1,2} = \sqrt{a}\]", "x₁,₂ = √a"),
        (r"$\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$", "(−b ± √(b² − 4ac))/(2a)"),
        (r"$v_{\text{кое-где}} = x^{-1} - 2$ и т-образный", "v_(кое-где) = x⁻¹ − 2 и т-образный"),
        (r"$A -> B-C$", "A -> B−C"),
        (r"$\sqrt[3]{x+1} = \frac{1}{\sqrt{2}}$", "³√(x+1) = 1/√2"),
        (r"$\alpha \leq \beta$ и $5", "α ≤ β и $5"),
    ],
)
def test_formulas_are_readable(source: str, text: str) -> None:
    """LaTeX becomes Unicode, in both ways to write it."""
    assert render(source).text == text


def test_code_keeps_latex() -> None:
    """A formula in code is code."""
    assert render(r"`\(x^2\)`").text == r"\(x^2\)"


def test_a_formula_that_can_not_be_converted_stays() -> None:
    """LaTeX too deep for the converter is shown as it is, at once."""
    source = "{" * 400 + "x" + "}" * 400
    assert readable(source) == source


def test_small_table_is_a_grid() -> None:
    """A table that fits a phone keeps its columns and alignment."""
    rich = render("| a | b |\n|---|--:|\n| `x` | 1 |\n| y | 22 |")
    assert rich.text == "a │  b\n──┼───\nx │  1\ny │ 22"
    assert [e.type for e in rich.entities] == ["pre"]


def test_wide_table_is_a_list_of_rows() -> None:
    """A table that does not fit a phone names each value, and keeps the formatting of its cells."""
    rich = render(f"| Имя | Описание |\n|---|---|\n| A | {'слово ' * 6}**да** |\n| B | |")
    assert rich.text == f"Имя: A\nОписание: {'слово ' * 6}да\n\nИмя: B"
    assert _of(rich, "bold") == ["A", "да", "B"]


def test_sanitizing() -> None:
    """Surrogate halves are joined, lone ones replaced, line ends unified, controls and marks dropped."""
    assert sanitize("\ud83d\ude00\ud83d\r\na\rb\0\ue001") == "😀\ufffd\na\nb"


@pytest.mark.parametrize(
    "url", ["https://a.ru/x", "http://1.2.3.4:80", "https://пример.рф", "http://a-b.c1.io"]
)
def test_addresses(url: str) -> None:
    """A web address with a dotted host is a link."""
    assert is_linkable(url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://a.ru", "tg://user?id=1", "http://localhost", "http://a.ru:99999", "http://.ru"),
        *(
            "http://1.2.3.999",
            "http://a.ru:",
            "http://a.ruhttp://x",
            "http://u@a.ru",
            "http://[::1]/",
            "http://[",
        ),
    ],
)
def test_refused_addresses(url: str) -> None:
    """What Telegram would refuse, or what would mention a person, is no link."""
    assert not is_linkable(url)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\u3164", "\ufeff", "\ufe0f"])
def test_blank(text: str) -> None:
    """A text of which nothing is seen is known as blank, so that it is not sent."""
    assert is_blank(text)
    assert not is_blank(text + "а")
