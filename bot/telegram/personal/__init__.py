"""What is a person's own: their figures, their conversations to take along or to erase."""
