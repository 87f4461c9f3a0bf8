"""Values and decisions: plain data and pure functions, the standard library only."""
