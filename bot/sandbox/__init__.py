"""A Telegram and a GigaChat of our own on loopback: a second opinion on both wire formats."""
