"""How many tokens a text costs, estimated without GigaChat's tokenizer, which is not published."""

import math

# Sber's documentation: a token is 3-4 characters of Russian on average. Three errs on the safe side.
CHARACTERS_PER_TOKEN = 3
TOKENS_PER_MESSAGE = 4


def estimate_tokens(text: str) -> int:
    """Return an upper estimate of the tokens of one message, its envelope included."""
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN) + TOKENS_PER_MESSAGE


def longest_system_prompt(budget: int) -> int:
    """Return how many characters a system prompt may have: a quarter of the context."""
    return budget * CHARACTERS_PER_TOKEN // 4
