"""A Telegram chatbot that streams GigaChat's answers into one growing message."""

__version__ = "0.1.0"
