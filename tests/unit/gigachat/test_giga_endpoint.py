"""Addresses, proxies and trust."""

import ssl
from hashlib import sha256
from pathlib import Path

import pytest
import trustme

from bot.core.errors import SettingsError
from bot.gigachat.endpoint import Endpoint
from bot.gigachat.tls import SHIPPED_ROOT, trusting_context

ROOT_SHA256 = "D26D2D0231B7C39F92CC738512BA54103519E4405D68B5BD703E9788CA8ECF31"


@pytest.mark.parametrize(
    "address",
    [
        "https://api.giga.chat/v1/",
        "http://127.0.0.1:8000/v1",
        "http://127.0.0.2/v1",
        "http://localhost/v1",
        "http://[::1]:1/v1",
    ],
)
def test_good_addresses_are_taken(address: str) -> None:
    """Encrypted addresses and those of this machine are accepted, with or without a slash at the end."""
    assert Endpoint("key", base_url=address).base_url == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://api.giga.chat/v1",
        "http://127.0.0.1.example/v1",
        "ftp://a/b",
        "api.giga.chat",
        "https://u:pa55@a/v1",
        "https://a/?k=pa55",
        "https://a:port/",
        "https://a\\b/",
    ],
)
def test_bad_addresses_are_named_and_not_quoted(address: str) -> None:
    """A key never travels in the clear, and the sentence names the variable without what stands in it."""
    with pytest.raises(SettingsError, match=r"^GIGACHAT_BASE_URL: ") as base:
        Endpoint("key", base_url=address)
    with pytest.raises(SettingsError, match=r"^GIGACHAT_AUTH_URL: ") as auth:
        Endpoint("key", auth_url=address)
    assert "pa55" not in f"{base.value}{auth.value}"


def test_proxy_and_scope_are_checked() -> None:
    """A proxy of an unknown kind and a scope that could break a header stop the start."""
    with pytest.raises(SettingsError, match="GIGACHAT_PROXY"):
        Endpoint("key", proxy="ssh://u:pa55@host")
    with pytest.raises(SettingsError, match="GIGACHAT_SCOPE"):
        Endpoint("key", scope="A&b=c")
    assert Endpoint("key", proxy="socks5h://u:p@host:1080").proxy


def test_the_repr_keeps_secrets() -> None:
    """Neither the key nor the proxy's password gets into a log by way of the settings."""
    shown = repr(Endpoint("k3y", proxy="http://u:pa55@host"))
    assert "k3y" not in shown
    assert "pa55" not in shown


def test_the_shipped_root_is_the_published_one() -> None:
    """The certificate that we add to the roots of trust is the Russian Trusted Root CA and nothing else."""
    text = SHIPPED_ROOT.read_text("ascii")
    assert text.count("BEGIN CERTIFICATE") == 1
    assert sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest().upper() == ROOT_SHA256


def roots(context: ssl.SSLContext) -> set[bytes]:
    """Return the certificates that a context trusts."""
    return set(context.get_ca_certs(binary_form=True))


def test_the_systems_roots_stay() -> None:
    """Our context trusts what the system trusts and one root more, and verifies certificate and name."""
    context = trusting_context()
    assert roots(context) - roots(ssl.create_default_context()) == {
        ssl.PEM_cert_to_DER_cert(SHIPPED_ROOT.read_text())
    }
    assert roots(context) >= roots(ssl.create_default_context())
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_bundle_takes_the_shipped_roots_place(tmp_path: Path) -> None:
    """A bundle, with remarks between its certificates, is trusted instead of the shipped root."""
    bundle = tmp_path / "roots.pem"
    pem = trustme.CA().cert_pem.bytes().decode()
    bundle.write_text(f"# Корень\n{pem}\n# Ещё раз\n{pem}", "utf-8")
    assert roots(trusting_context(bundle)) - roots(ssl.create_default_context()) == {
        ssl.PEM_cert_to_DER_cert(pem)
    }


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "no certificate",
        SHIPPED_ROOT.read_text()[:200],
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ],
)
def test_a_bad_bundle_stops_the_start(tmp_path: Path, text: str | None) -> None:
    """A file that is missing or holds no certificate is named together with its variable."""
    bundle = tmp_path / "roots.pem"
    if text is not None:
        bundle.write_text(text)
    with pytest.raises(SettingsError, match=r"^GIGACHAT_CA_BUNDLE_FILE: ") as refused:
        trusting_context(bundle)
    assert refused.value.faults[0].facts["path"] == str(bundle)
