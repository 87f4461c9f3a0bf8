"""`python -m bot ask`: one question, its answer streamed to the terminal. How an owner checks a key."""

import sys

from bot.advice import terminal_advice_of
from bot.config import Settings
from bot.core.errors import ModelError
from bot.gigachat import GigaChat
from bot.gigachat_endpoint import endpoint_of
from bot.locales import words_in


async def ask(settings: Settings, question: str, model: str | None, language: str) -> int:
    """Print the answer as it comes; return the exit status (1 if there is none)."""
    endpoint = endpoint_of(settings)
    try:
        async for text in GigaChat.create_async_generator(
            model or settings.gigachat_model,
            [{"role": "user", "content": question}],
            api_key=endpoint.credentials,
            scope=endpoint.scope,
            proxy=endpoint.proxy,
            base_url=endpoint.base_url,
            auth_url=endpoint.auth_url,
            ca_bundle_file=endpoint.ca_bundle_file,
        ):
            sys.stdout.write(text)
            sys.stdout.flush()
    except ModelError as error:
        sys.stdout.write("\n")
        sys.stderr.write(f"{words_in(language)(terminal_advice_of(error))}\n({error})\n")
        return 1
    sys.stdout.write("\n")
    return 0
