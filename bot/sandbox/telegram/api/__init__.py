"""The Bot API over HTTP: the calls, their parameters, and what each method does."""
