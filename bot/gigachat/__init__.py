"""Speaks GigaChat: the provider, and beneath it the client that the bot uses."""

from bot.gigachat.client import GigaChatClient
from bot.gigachat.endpoint import Endpoint, Timeouts
from bot.gigachat.provider import GigaChat
from bot.gigachat.wire import Completion

__all__ = ["Completion", "Endpoint", "GigaChat", "GigaChatClient", "Timeouts"]
