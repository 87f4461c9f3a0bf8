"""What Telegram keeps: users, chats, messages, drafts, files, presses, updates on their way to the bot."""
