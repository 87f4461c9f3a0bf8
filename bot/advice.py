"""What an owner can do about an error of GigaChat's, of the storage or of the settings."""

from bot.core.errors import (
    AccessDeniedError,
    BadAnswerError,
    BotError,
    CertificateRejectedError,
    CredentialsRejectedError,
    MissingAuthError,
    ModelNotFoundError,
    ProviderUnavailableError,
    QuotaExhaustedError,
    RequestRejectedError,
    SettingsError,
    StorageError,
)
from bot.locales import Words

_ADVICE = (
    (MissingAuthError, "check-key-failed"),
    (CredentialsRejectedError, "check-key-failed"),
    (CertificateRejectedError, "check-certificate-failed"),
    (ProviderUnavailableError, "check-unreachable"),
    (QuotaExhaustedError, "alert-quota"),
    (StorageError, "alert-storage"),
)
# Where the terminal's sentence differs: there are no commands of the chat, and no question is kept.
_TERMINAL_ADVICE = (
    (QuotaExhaustedError, "terminal-quota"),
    (AccessDeniedError, "terminal-access"),
    (ModelNotFoundError, "terminal-model"),
    (RequestRejectedError, "terminal-request"),
    (BadAnswerError, "check-unreachable"),
)


def advice_of(error: BotError) -> str:
    """Return the key of the sentence that tells an owner what to do about an error."""
    return next((key for kind, key in _ADVICE if isinstance(error, kind)), error.words)


def terminal_advice_of(error: BotError) -> str:
    """Return the key of the sentence that tells an owner in the terminal what to do about an error."""
    return next((key for kind, key in _TERMINAL_ADVICE if isinstance(error, kind)), advice_of(error))


def storage_told(error: StorageError, words: Words) -> str:
    """Return what is wrong with the database, and how to mend it."""
    return str(error) if error.told is None else words(error.told, **error.facts)


def faults_told(error: SettingsError, words: Words) -> str:
    """Return what is wrong with the settings and how to mend it, a line for each."""
    return "\n".join(f"{fault.name}: {words(fault.words, **fault.facts)}" for fault in error.faults)
