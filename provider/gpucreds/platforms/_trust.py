"""Whom a connection trusts, and what to do about a certificate that it does not."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import certifi

from gpucreds.core.errors import ConfigurationError, HandshakeFailed, NotExecuted

if TYPE_CHECKING:
    from gpucreds.platforms.configuration import Configuration

_ELSEWHERE = "SSL_CERT_FILE"
_NAMED_OTHERWISE = (62, 64)
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)
"""OpenSSL's X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT and the three after it."""


def trust(configuration: Configuration) -> ssl.SSLContext:
    """The authorities of `gpucreds:caBundle`, else of SSL_CERT_FILE, else the system's. Raises ConfigurationError."""
    context = _context(configuration)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _context(configuration: Configuration) -> ssl.SSLContext:
    if configuration.ca_bundle is not None:
        return _only("gpucreds:caBundle", configuration.ca_bundle)
    elsewhere = os.environ.get(_ELSEWHERE)
    return _only(_ELSEWHERE, Path(elsewhere)) if elsewhere else _usual()


def _only(setting: str, bundle: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(bundle))
    except OSError as error:
        raise ConfigurationError(
            f"{setting}: {bundle} cannot be read as PEM ({error.strerror or error})",
            "Give the path of a PEM file with the authorities to trust",
        ) from None


def _usual() -> ssl.SSLContext:
    system = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath
    # A folder is read when it is needed, so the context does not know yet what it holds.
    known = system.get_ca_certs() or (folder and any(Path(folder).iterdir()))
    return system if known else ssl.create_default_context(cafile=certifi.where())


def no_connection(problem: str, error: BaseException, platform: str) -> NotExecuted:
    """What it means that a connection did not come about, and what to do. `error` is what the network said."""
    found = next((one for one in _chain(error) if isinstance(one, ssl.SSLError)), None)
    if isinstance(found, ssl.SSLCertVerificationError):
        return HandshakeFailed(problem, _advice(found, platform))
    return (HandshakeFailed if found else NotExecuted)(problem, f"Check the endpoint of {platform} and the network")


def _advice(found: ssl.SSLCertVerificationError, platform: str) -> str:
    if found.verify_code in _UNKNOWN_AUTHORITY:
        return f"Give gpucreds:caBundle the path of a PEM file with the authority that signed for {platform}"
    if found.verify_code in _NAMED_OTHERWISE:
        return f"Give the endpoint of {platform} by a name that its certificate has"
    return f"Have the certificate of {platform} renewed, or check the date of this machine"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
