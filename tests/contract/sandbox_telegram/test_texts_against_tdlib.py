"""Texts and entities: our verdict against TDLib's own, which reads them without any network."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.errors import ApiError
from bot.sandbox.telegram.text.detection import found_entities
from bot.sandbox.telegram.text.entities import formatted
from bot.sandbox.telegram.text.links import LinkError, checked_link
from bot.sandbox.telegram.text.markup import parse_html

tdjson = pytest.importorskip("tdjson")
Judged = TypeVar("Judged")
KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji",
    "Mention": "mention",
    "BotCommand": "bot_command",
    "Url": "url",
    "Hashtag": "hashtag",
    "EmailAddress": "email",
}


def ask(kind: str, **fields: Any) -> Any:
    """Ask TDLib for something that needs no account."""
    return json.loads(tdjson.td_execute(json.dumps({"@type": kind, **fields}).encode()))


ask("setLogVerbosityLevel", new_verbosity_level=0)


def spans(entities: list[Any]) -> list[tuple[int, int, str]]:
    """Return TDLib's entities as (offset, length, Bot API type)."""
    kind = len("textEntityType")
    return [(e["offset"], e["length"], KINDS[e["type"]["@type"][kind:]]) for e in entities]


def own_spans(entities: list[Any]) -> list[tuple[int, int, str]]:
    """Return our entities likewise."""
    return [(e["offset"], e["length"], e["type"]) for e in entities]


def verdict(judge: Callable[[], Judged]) -> tuple[Judged | None, str]:
    """Return what a check of ours gives, or the words in which it refuses."""
    try:
        return judge(), ""
    except (ApiError, LinkError) as error:
        return None, str(error)


@pytest.mark.parametrize(
    "source",
    [
        "<b>x",
        "<b>x</i>",
        "<x>y</x>",
        "a < b",
        "a <b",
        "</b>",
        "<b",
        "<span>x</span>",
        '<span class="tg-spoiler">x</span>',
        "<b>x</b",
        "&lt;&amp;&quot;&gt;&nbsp;&#65;&#x42;&foo;",
        '<pre><code class="language-py">x</code></pre>',
        '<code class="language-py">x</code>',
        "<a href='http://ya.ru/'>t</a>",
        "<a href='zz zz'>t</a>",
        "<a>ya.ru</a>",
        "<blockquote expandable>x</blockquote>",
        "<b>привет <i>😀</i></b>",
        "<br/>",
        "<b></b>",
        "<b x=y>z</b>",
        '<b x="y>z</b>',
        '<tg-emoji emoji-id="5">😀</tg-emoji>',
        "<B>x</B>",
        "a<b>x</b ><i >y</i>",
        "<p>x</p>",
        "<>",
        "x<",
        "<b>x</>",
        "привет <x>",
    ],
)
def test_html_is_read_as_tdlib_reads_it(source: str) -> None:
    """A bot's HTML gives the same text and entities as at Telegram, or the same words of refusal."""
    judged = ask("parseTextEntities", text=source, parse_mode={"@type": "textParseModeHTML"})
    read, refused = verdict(lambda: parse_html(source))
    if judged["@type"] == "error":
        assert refused.lower() == f"bad request: {judged['message']}".lower()
    else:
        text, entities = read or ("", [])
        assert (text, own_spans(entities)) == (judged["text"], spans(judged["entities"]))


@given(
    st.text(alphabet="aя😀 \r\n", max_size=12),
    st.lists(st.tuples(st.integers(-1, 16), st.integers(-1, 16)), max_size=1),
)
def test_bounds_are_judged_as_tdlib_judges_them(text: str, marks: list[tuple[int, int]]) -> None:
    """An entity outside the text, or one that halves an emoji, is refused in TDLib's words, no other is.

    One at a time: TDLib merges entities of one kind before it looks, we are stricter.
    """
    entities = [
        {"offset": offset, "length": length, "type": {"@type": "textEntityTypeBold"}}
        for offset, length in marks
    ]
    judged = ask("getMarkdownText", text={"@type": "formattedText", "text": text, "entities": entities})
    bold = [{"type": "bold", "offset": offset, "length": length} for offset, length in marks]
    refused = verdict(lambda: formatted(text, bold, None))[1]
    assert bool(refused) == (judged["@type"] == "error")
    if refused:
        assert refused.lower() == f"bad request: {judged['message']}".lower()


@pytest.mark.parametrize(
    "url",
    [
        "https://ya.ru",
        "https://ya.ru/a b?x#y",
        "ya.ru",
        "not a url",
        "",
        "javascript:alert(1)",
        "/x/y",
        "ftp://x.ru",
        "mailto:a@b.ru",
        "localhost:80",
        "#anchor",
        "http://a.ru:99999",
        "tg://resolve?domain=x",
    ],
)
def test_links_are_judged_as_tdlib_judges_them(url: str) -> None:
    """An address that can't stand behind a link is refused with TDLib's reason, any other is kept."""
    kind = {"@type": "textEntityTypeTextUrl", "url": url}
    marked = {"@type": "formattedText", "text": "abc", "entities": [{"offset": 0, "length": 3, "type": kind}]}
    judged = ask("getMarkdownText", text=marked)
    kept, refused = verdict(lambda: checked_link(url))
    if judged["@type"] == "error":
        assert judged["message"] == f"Entity URL '{url}' is invalid: {refused}"
    else:
        assert judged["text"] == f"[abc]({kept})"


@pytest.mark.parametrize(
    "text",
    [
        "привет @bot_dev и /start@my_bot, https://ya.ru/путь. ya.ru #тег a@b.ru",
        "/start",
        "a/b",
        "/start@x",
        "text /cmd",
        "😀@gigabot",
        "@gigabot_",
        "@gi",
        "@gigabot.",
        "x@gigabot",
        "(/stop)",
        "/stop.",
        "/стоп",
        "http://localhost",
        "@gigabot/x",
        "/a/b",
        "//a",
        "/cmd@my_bot_",
        "file.py",
        "a.b.ru:80/x?y=1",
        "/cmd-x",
        "https://a.ru)",
        "/start@my_bot/x",
        "</x>",
        "@gigabotпривет",
        "https://a.ru/@gigabot",
    ],
)
def test_people_mark_their_texts_as_tdlib_would(text: str) -> None:
    """What a person writes carries the entities that Telegram would find in it, in UTF-16 offsets."""
    assert own_spans(found_entities(text)) == spans(ask("getTextEntities", text=text)["entities"])


@given(st.text(alphabet="@/_ .ab1😀б(", max_size=14))
def test_commands_and_mentions_in_any_text(text: str) -> None:
    """Commands and mentions are found in any surroundings exactly where TDLib finds them."""
    wanted = {"bot_command", "mention"}
    judged = [span for span in spans(ask("getTextEntities", text=text)["entities"]) if span[2] in wanted]
    assert [span for span in own_spans(found_entities(text)) if span[2] in wanted] == judged
