"""Telegram: what comes in becomes questions, what grows is shown."""
