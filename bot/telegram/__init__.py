"""Telegram: what comes in becomes questions, what grows is shown. The only room that knows aiogram."""
