"""The tree of errors that one room raises and another puts into words.

`words` is the key of the sentence in `locales/` that a user reads. `retryable` says whether the same
request may succeed by itself, `retry_after` (seconds) when, where the far side said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


class BotError(Exception):
    """Everything that this bot raises on purpose."""

    words: ClassVar[str] = "error-internal"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one setting: its `name`, the key of the sentence in `locales/`, what that mentions.

    None of it holds a secret.
    """

    name: str
    words: str
    facts: Mapping[str, str] = field(default_factory=dict)


class SettingsError(BotError):
    """Settings are missing or malformed, each by one fault."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.name}: {fault.words}" for fault in faults))
        self.faults = faults


class StorageError(BotError):
    """The database refused: newer than this program, damaged, full or read-only.

    The message is for the log. `told` is the key of the owner's sentence in `locales/`, which mentions
    `facts`; None where no sentence but the message would help.
    """

    words = "error-storage"

    def __init__(self, message: str, told: str | None = None, /, **facts: str) -> None:
        super().__init__(message)
        self.told = told
        self.facts = facts


class PassedOverError(BotError):
    """The question was too old when the bot came back; one word tells of all such questions together."""


class QueueFullError(BotError):
    """Too many stand in line for GigaChat; `wait` says in about how many seconds it is worth another try."""

    words = "error-queue-full"

    def __init__(self, message: str, *, wait: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class GivenUpError(BotError):
    """Every attempt at this answer ended with the bot itself going down."""

    words = "error-given-up"


class ModelError(BotError):
    """GigaChat did not give an answer."""

    words = "error-provider"
    retryable: ClassVar[bool] = False
    needs_owner: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.request_id = request_id


class MissingAuthError(ModelError):
    """No authorisation key was given."""

    words = "error-key"
    needs_owner = True


class CredentialsRejectedError(ModelError):
    """The authorisation key, its scope or a fresh token was refused (400/401)."""

    words = "error-key"
    needs_owner = True


class CertificateRejectedError(ModelError):
    """GigaChat's certificate does not verify against the trusted roots."""

    words = "error-certificate"
    needs_owner = True


class QuotaExhaustedError(ModelError):
    """The paid or free tokens of this model are used up (402)."""

    words = "error-quota"
    needs_owner = True


class AccessDeniedError(ModelError):
    """The tariff does not include this model or call (403)."""

    words = "error-access"


class ModelNotFoundError(ModelError):
    """GigaChat serves no model of this name (404)."""

    words = "error-model"


class PromptTooLongError(ModelError):
    """The prompt exceeds the model's context (413, 422)."""

    words = "error-too-long"


class RequestRejectedError(ModelError):
    """GigaChat calls the request itself malformed (400, 422)."""

    words = "error-request"


class TooManyRequestsError(ModelError):
    """More simultaneous streams or requests than the key allows (429)."""

    words = "error-busy"
    retryable = True


class ProviderUnavailableError(ModelError):
    """GigaChat answers 5xx, or could not be reached in time."""

    words = "error-provider"
    retryable = True


class BadAnswerError(ModelError):
    """GigaChat answered with something that is not its protocol."""

    words = "error-provider"


class EmptyAnswerError(ModelError):
    """The answer ended without a word."""

    words = "error-empty"


class BlacklistedError(ModelError):
    """GigaChat's filter refused this question or its answer; the pair does not enter the history."""

    words = "error-blacklist"


class StreamCutError(ModelError):
    """The stream ended before its finish; `partial` is the text that had arrived."""

    words = "error-cut"

    def __init__(self, message: str, *, partial: str = "", request_id: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        self.partial = partial


def error_named(name: str | None) -> BotError | None:
    """Build an error anew from the name of its class; None for None.

    A name that no class bears, as a later release may have stored it, becomes a plain `BotError`.
    """
    if name is None:
        return None
    kind = globals().get(name)
    if not (isinstance(kind, type) and issubclass(kind, BotError)):
        kind = BotError
    return kind(f"stored as {name}")
