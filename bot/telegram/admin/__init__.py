"""What the bot's admins see, change, and are told."""
