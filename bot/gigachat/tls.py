"""Whom to trust when speaking to GigaChat."""

import re
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Final

from bot.core.errors import Fault, SettingsError

# The Russian Trusted Root CA, serial 0x1000, valid until 27 Feb 2032. The root alone: servers send their
# intermediate, and the one of 2022 expires on 6 Mar 2027.
SHIPPED_ROOT: Final = Path(__file__).with_name("russian_trusted_root_ca.crt")
_CERTIFICATE: Final = re.compile(r"-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----")


def trusting_context(ca_bundle_file: Path | None = None) -> ssl.SSLContext:
    """Return a verifying TLS context that trusts the system's roots and the shipped one.

    `ca_bundle_file`, a PEM file, takes the shipped root's place. Raises `SettingsError` where it cannot be
    read or holds no certificate. The context is for GigaChat's requests only. It is shared: don't change it.
    """
    file = ca_bundle_file or SHIPPED_ROOT
    try:
        text = file.read_text("utf-8", "replace")
    except OSError as error:
        facts = {"path": str(file), "reason": error.strerror or type(error).__name__}
        raise SettingsError(Fault("GIGACHAT_CA_BUNDLE_FILE", "setting-unreadable", facts)) from None
    certificates = "\n".join(_CERTIFICATE.findall(text))
    try:
        return _context(certificates)
    except (ssl.SSLError, ValueError):
        facts = {"path": str(file)}
        raise SettingsError(Fault("GIGACHAT_CA_BUNDLE_FILE", "setting-bundle", facts)) from None


@lru_cache(maxsize=8)
def _context(certificates: str) -> ssl.SSLContext:
    # create_default_context(cadata=…) would trust nothing but these; the order matters.
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=certificates)
    return context
