"""What an owner can do about an error of GigaChat's or of the storage."""

from bot.core.errors import (
    BotError,
    CertificateRejectedError,
    CredentialsRejectedError,
    MissingAuthError,
    ProviderUnavailableError,
    QuotaExhaustedError,
    StorageError,
)

_ADVICE = (
    (MissingAuthError, "check-key-failed"),
    (CredentialsRejectedError, "check-key-failed"),
    (CertificateRejectedError, "check-certificate-failed"),
    (ProviderUnavailableError, "check-unreachable"),
    (QuotaExhaustedError, "alert-quota"),
    (StorageError, "alert-storage"),
)


def advice_of(error: BotError) -> str:
    """Return the key of the sentence that tells an owner what to do about an error."""
    return next((key for kind, key in _ADVICE if isinstance(error, kind)), error.words)
