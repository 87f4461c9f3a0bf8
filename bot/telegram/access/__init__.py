"""Who may talk, and how much: the gate, what is said to those outside, limits in words."""
