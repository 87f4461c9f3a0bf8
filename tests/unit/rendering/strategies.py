"""Random documents glued of what Markdown is made of."""

from hypothesis import strategies as st

_TOKENS = (
    *(
        "**",
        "*",
        "__",
        "_",
        "`",
        "```",
        "~~",
        "||",
        "[",
        "](",
        "![",
        ")",
        "]",
        "<b>",
        "<div>",
        "<!--",
        "<br>",
    ),
    *(
        "<",
        ">",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "\\",
        "слово",
        "a",
        "«",
        "»",
        ".",
        "!",
        "😀",
        "1",
        "x^2",
    ),
    *("&amp;", "&", "http://a.ru", "http://x", "://", "@", "tg://user?id=1", "|", "|---|", "---", "===", "#"),
    *(
        "-",
        "1.",
        "[1]:",
        "[x]",
        "\u202e",
        "\u200d",
        "\0",
        "\ue001",
        "\n```py\n",
        "\n\n",
        "\n",
        "\n- ",
        "\n1. ",
    ),
    *("\n> ", "\n| ", " |\n", "\n|---|\n", "\n---\n", "\n# ", "\n    ", " ", "\t", "\r\n", "\ud83d"),
)

documents = st.lists(st.sampled_from(_TOKENS), max_size=40).map("".join)
"""Markdown that nobody means."""

texts = st.lists(st.sampled_from(["а", "б", "x", ".", " ", "\n", "😀", "e\u0301", "👩‍👦", "👍🏽", "🇷🇺"])).map(
    "".join
)
"""Plain text with what is hard to cut."""
