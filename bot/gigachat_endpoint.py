"""The way to GigaChat that the settings describe."""

from bot.config import Settings
from bot.core.errors import Fault, SettingsError
from bot.gigachat import Endpoint


def endpoint_of(settings: Settings) -> Endpoint:
    """Return the way to GigaChat that the settings describe. Raises `SettingsError`."""
    if settings.gigachat_credentials is None:
        raise SettingsError(Fault("GIGACHAT_CREDENTIALS", "setting-key-missing"))
    proxy = settings.gigachat_proxy
    return Endpoint(
        credentials=settings.gigachat_credentials.get_secret_value(),
        scope=settings.gigachat_scope,
        base_url=settings.gigachat_base_url,
        auth_url=settings.gigachat_auth_url,
        proxy=proxy.get_secret_value() if proxy else None,
        ca_bundle_file=settings.gigachat_ca_bundle_file,
    )
