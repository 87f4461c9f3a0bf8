"""How updates reach the bot: polled or pushed, stored before Telegram is told, worked off in order."""
