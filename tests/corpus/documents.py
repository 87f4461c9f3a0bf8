"""The documents that rendering is judged by: well-formed answers, hostile ones, and answers made of both."""

import random
from pathlib import Path

_SEPARATOR = "<<<< "


def _read(name: str) -> dict[str, str]:
    parts = (Path(__file__).parent / name).read_text("utf-8").split(_SEPARATOR)[1:]
    return {title: body.rstrip("\n") for title, _, body in (part.partition("\n") for part in parts)}


WELL_FORMED = _read("wellformed.md")
"""What a model writes when all is well; nothing of it may flicker while it grows."""

HOSTILE = {
    "nul": "a\0b\0**c**\0",
    "controls": "".join(map(chr, range(32))) + "x\x7f",
    "lone surrogate": "a \ud83d b **\udc00** `\ud800`",
    "split surrogates": "\ud83d\ude00 **\ud83d\ude00**",
    "right to left": "\u202eтекст\u202c **\u202bעברית\u202c** العربية `\u2066x\u2069`",
    "line separators": "a\u2028b\u2029c\u0085d\x0be\x0cf",
    "zero width": "\u200b\u200c\u200d\ufeff\u2060",
    "invisible in bold": "**\u200b** `\u3164` *\u2800* x",
    "own marks": "\ue001a\ue002 \ue003**b** \ue004 $\ue004x$ ||\ue001||",
    "zalgo": "Z̸̡̢̧̛͎͇̺͚̼̤̜̾̓̎̈́ͅа" * 40,
    "family": "👨‍👩‍👧‍👦" * 900,
    "flags": "🇷🇺" * 1500,
    "astral word": "𝕏" * 5000,
    "huge word": "ы" * 20_000,
    "huge bold word": "**" + "ы" * 9000 + "**",
    "huge code": "```python\n" + "x = 1  # строка кода\n" * 900 + "```",
    "huge code line": "```\n" + "x" * 10_000,
    "huge inline code": "`" + "x " * 5000 + "`",
    "huge quote": "> " + "слово " * 2000,
    "huge list": "\n".join(f"{n}. **Пункт** номер `{n}`" for n in range(1, 400)),
    "huge table": "| a | b |\n|---|---|\n" + "\n".join(f"| {n} | строка **{n}** |" for n in range(300)),
    "huge wide table": "| a | b | c |\n|---|---|---|\n" + f"| {'x' * 30} | {'слово ' * 9} | **y** |\n" * 60,
    "many entities": "**a** " * 350,
    "many links": " ".join(f"[{n}](https://example.com/{'x' * 300}/{n})" for n in range(80)),
    "unclosed bold": "Текст **жирный без конца\n\nи дальше",
    "unclosed code": "Текст `код без конца и *ещё\nстрока\n\nдальше",
    "unclosed fence": "Вот код:\n```python\nprint('**')",
    "unclosed fence in list": "1. Пункт\n   ```\n   код\n2. не пункт",
    "unclosed link": "Смотри [текст](https://example.com и дальше",
    "unclosed image": "![подпись](https://example.com/картинка",
    "unclosed spoiler": "Это ||тайна без конца",
    "unclosed formula": "Вот $x^2 + y^2 и \\(a + b и \\[c",
    "unclosed display": "$$\nx = 1\n\nтекст",
    "unclosed table": "| a | b |\n|---",
    "unclosed tag": "a <b и <div class='x",
    "unclosed comment": "<!-- комментарий\n\n**жирный**",
    "only markers": "** * __ _ ~~ ` ``` || $ [ ]( ![",
    "stars": "*" * 200 + "a" + "*" * 150,
    "underscores": "_" * 99 + "a__b___c_" * 30,
    "backticks": "`a``b```c````d" * 20,
    "brackets": "[" * 300 + "a" + "](" * 100,
    "quotes": ">" * 100 + " глубоко",
    "deep list": "\n".join("  " * n + f"- уровень {n}" for n in range(40)),
    "deep quote list": "> - > - > - > - > 1. > - x **y**",
    "nested emphasis": "***a **b *c ~~d `e` f~~ g* h** i***",
    "crossing": "**a *b** c* ~~d **e~~ f** ||g *h|| i*",
    "spoiler crossing": "**a ||b** c|| ||`d||` e",
    "bad addresses": "[a](/p) [b](#x) [c](ftp://x.y) [d](tel:1) [e](javascript:x) [f](http://localhost)",
    "bad ports": "[a](http://x.ru:99999) [b](http://x.ru:0) [c](http://1.2.3.999) [d](http://x..ru)",
    "strange addresses": "[a](https://пример.рф/путь) [b](http://a_b.ru) [c](<http://x.ru/a b>)",
    "mentions": "[кто](tg://user?id=1) [x](mailto:a@b.ru) <a@b.ru> @user #тег /start",
    "empty link": "[](https://example.com) [ ](https://example.com) ![](https://example.com/x.png) []()",
    "definition half": "[1]: ht",
    "definitions": "[a]: https://example.com\n[a] [b][a] [c]\n\n[c]: <x>",
    "carriage returns": "a\r\nb\rc\r\n\r\n- d\r\n- e\r\n```\r\nf\r\n```",
    "tabs": "-\ta\n\t-\tb\n\n\tкод\n",
    "setext": "Заголовок\n=======\nДругой\n---\n> x\n> ---\n- y\n  ===",
    "empty": "",
    "spaces": "   \n\t\n  ",
    "empty blocks": "#\n\n>\n\n-\n\n1.\n\n```\n```\n\n| |\n|-|\n",
    "empty table": "| | |\n|---|---|\n| | |\n",
    "ragged table": "| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 | 4 |\nхвост",
    "wide glyphs table": "| 漢字 | 🙂 |\n|---|---|\n| 東京 | 👍🏽 |",
    "table of many columns": "|" + "a|" * 40 + "\n|" + "-|" * 40 + "\n|" + "слово|" * 40,
    "long language": "```" + "x" * 200 + "\nкод\n```\n```a b c\nкод\n```\n```<script>\nкод",
    "bad latex": r"$\frac{$ $$\begin{pmatrix}$$ \(\sqrt\) \[\left\] $\\$ $\unknown{x}$",
    "deep latex": "$" + "{" * 800 + "x" + "}" * 800 + "$",
    "latex in code": "`\\(x\\)` ```\\[y\\]``` и\n```\n\\(x^2\\) $y$\n```",
    "html soup": "<div><p>**a**</p>\n<script>\n`x`\n</script>\n<!-- ` -->\n<br><br/>\n<br>\nb<br>c",
    "html blocks": "\n\n".join(f"<div>{n}\n**жирный**" for n in range(60)),
    "entities": "&amp;&lt;&#0;&#x1F600;&nbsp;&zwj;&unknown;&",
    "backslashes": "\\" * 33 + "*a*" + "\\\n\\",
    "dollars": "$" * 21 + " $a $b$ c$ $1$2 $",
    "pipes": "|" * 30 + "\n| |\n||a|| |||b||| a||b||c",
    "mixed quotes": "«**a**»**b**«c»**«d»**e*«f»*g",
    "prompt": "<|system|> [INST] {{x}} {% y %} %s %d {0}",
    "one letter": "a",
    "dot": ".",
    "dash": "-",
}
"""What nobody means but a model, a user or an attacker may bring about."""


def _shuffled(seed: int) -> str:
    chance = random.Random(seed)
    names = chance.sample(sorted(WELL_FORMED), 12)
    return "\n\n".join(WELL_FORMED[name] for name in names)


def _wrapped(prefix: str, name: str) -> str:
    first, *rest = WELL_FORMED[name].split("\n")
    indent = prefix if prefix.startswith(">") else " " * len(prefix)
    return "\n".join([prefix + first, *((indent + line).rstrip() for line in rest)])


MIXED = (
    {f"answer {seed}": _shuffled(seed) for seed in range(20)}
    | {f"quoted {name}": _wrapped("> ", name) for name in sorted(WELL_FORMED)[::2]}
    | {f"item {name}": _wrapped("1. ", name) for name in sorted(WELL_FORMED)[1::2]}
)
"""Long answers, and well-formed documents inside a quote or a list item."""

ALL = WELL_FORMED | HOSTILE | MIXED
