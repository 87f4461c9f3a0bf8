"""What `python -m bot` can do beside `run` and `demo`: ask, check, keep the archive, an admin's work."""
