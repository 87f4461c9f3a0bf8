"""Use cases: a question becomes a committed answer."""
