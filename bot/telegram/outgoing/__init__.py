"""What goes out: the courier and its budgets, the bot's own words, what becomes of a call that fails."""
