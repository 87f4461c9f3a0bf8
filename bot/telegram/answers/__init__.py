"""One answer before people's eyes: how it grows, where it stands, how it ends."""
