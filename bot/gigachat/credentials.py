"""The authorisation key, as a person pasted it."""

import base64
import binascii

from bot.core.errors import CredentialsRejectedError, MissingAuthError


def clean_key(pasted: str | None) -> str:
    """Return the authorisation key without surrounding white space, quotes and the word "Basic".

    Raises `MissingAuthError` for an empty one, and `CredentialsRejectedError` for what cannot be a key: it is
    the base64 form of "client id:client secret" (Sber's API description, Sep 2026). Neither quotes it.
    """
    key = (pasted or "").strip().strip("\"'").strip()
    scheme, _, rest = key.partition(" ")
    if scheme.lower() == "basic":
        key = rest.strip()
    if not key:
        raise MissingAuthError("No authorisation key for GigaChat was given.")
    try:
        name, colon, secret = base64.b64decode(key, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        raise CredentialsRejectedError(
            "The authorisation key is not base64: copy the whole authorisation key from GigaChat's cabinet."
        ) from None
    if not (name and colon and secret):
        raise CredentialsRejectedError(
            "The authorisation key does not hold an id and a secret:"
            " copy the authorisation key, not the client id or the client secret."
        )
    return key
