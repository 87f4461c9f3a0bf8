"""Routers: which update means what. Thin; the work is done by those they call."""
