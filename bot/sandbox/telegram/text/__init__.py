"""What a message says, checked and read as Telegram does it: markup, entities, rich messages, lengths."""
