"""Certificates are verified: against the system's authorities, or those that somebody names."""

import re
import ssl
from datetime import datetime, timezone

import pytest
import trustme
from pydantic import SecretStr

from gpucreds.core.errors import ConfigurationError, NotExecuted
from gpucreds.platforms._trust import trust
from gpucreds.platforms.configuration import Configuration
from tests.security.certificates import server_side

UNKNOWN = "Give gpucreds:caBundle the path of a PEM file with the authority that signed for Acme"


@pytest.fixture
def secure(serve, authority):
    """A server that the authority has signed for."""
    return serve(tls=server_side(authority, "127.0.0.1"))


def signed_by_itself():
    one = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    one.configure_trust(context)
    with one.private_key_pem.tempfile() as key, one.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


def refused(api, server):
    """The error, after nobody has been sent a byte of a request."""
    with pytest.raises(NotExecuted) as caught:
        api.send("POST", "/v1/keys", bearer=SecretStr("s3cr3t"), repeatable=False)
    assert server.requests == []
    return str(caught.value)


def answers(api):
    return api.send("GET", "/v1/keys", repeatable=True)["code"] == 200


def test_an_unknown_authority_ends_the_connection_and_the_error_names_the_setting(secure, connect):
    text = re.sub(r" \(_ssl\.c:\d+\)", "", refused(connect(secure.url), secure))
    assert text == (
        f"Acme: POST {secure.url}/v1/keys: no connection ([SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
        f"unable to get local issuer certificate). {UNKNOWN}"
    )


def test_a_certificate_signed_by_itself_is_no_other_case(serve, connect):
    server = serve(tls=signed_by_itself())
    assert refused(connect(server.url), server).endswith(UNKNOWN)


def test_the_authority_of_the_bundle_is_trusted(secure, connect, bundle):
    assert answers(connect(secure.url, ca_bundle=bundle))


def test_a_bundle_with_another_authority_is_of_no_use(secure, connect, tmp_path):
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    assert refused(connect(secure.url, ca_bundle=tmp_path / "other.pem"), secure).endswith(UNKNOWN)


def test_a_certificate_for_another_name_is_refused_though_its_authority_is_trusted(serve, connect, authority, bundle):
    server = serve(tls=server_side(authority, "other.test", "127.0.0.2"))
    for host in ("127.0.0.1", "localhost"):
        text = refused(connect(f"https://{host}:{server.port}", ca_bundle=bundle), server)
        assert "mismatch" in text
        assert text.endswith("Give the endpoint of Acme by a name that its certificate has")


def test_a_certificate_that_has_ended_is_refused(serve, connect, authority, bundle):
    past = {
        name: datetime(2020, month, 1, tzinfo=timezone.utc) for name, month in (("not_before", 1), ("not_after", 2))
    }
    server = serve(tls=server_side(authority, "127.0.0.1", **past))
    text = refused(connect(server.url, ca_bundle=bundle), server)
    assert "certificate has expired" in text
    assert text.endswith("Have the certificate of Acme renewed, or check the date of this machine")


def test_an_authority_of_the_system_is_trusted(secure, connect, bundle, monkeypatch):
    monkeypatch.setattr(ssl.SSLContext, "set_default_verify_paths", lambda self: self.load_verify_locations(bundle))
    assert answers(connect(secure.url))


def test_a_system_without_authorities_trusts_those_that_come_with_httpx(monkeypatch, tmp_path):
    monkeypatch.setattr(ssl.SSLContext, "set_default_verify_paths", lambda _: None)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert len(trust(Configuration()).get_ca_certs()) > 50


def test_ssl_cert_file_stands_in_for_the_systems_authorities(secure, connect, bundle, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert answers(connect(secure.url))
    assert len(trust(Configuration()).get_ca_certs()) == 1


def test_the_bundle_of_the_configuration_wins_over_ssl_cert_file(secure, connect, bundle, tmp_path, monkeypatch):
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    assert answers(connect(secure.url, ca_bundle=bundle))


def test_an_ssl_cert_file_that_cannot_be_read_is_named(connect, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE: .*none\.pem cannot be read as PEM \(No such file"):
        connect("https://acme.test")


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_variables_of_other_programs_change_nothing(secure, connect, bundle, monkeypatch, name):
    monkeypatch.setenv(name, str(bundle))
    assert refused(connect(secure.url), secure).endswith(UNKNOWN)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_nothing_older_than_tls_1_2_is_spoken(serve, connect, authority, bundle):
    old = server_side(authority, "127.0.0.1")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    server = serve(tls=old)
    assert "no connection" in refused(connect(server.url, ca_bundle=bundle), server)


@pytest.mark.parametrize("settings", [{}, {"ca_bundle": "bundle"}], ids=["usual", "bundle"])
def test_whoever_is_trusted_names_and_certificates_are_checked(settings, request):
    trusted = trust(Configuration(**{name: request.getfixturevalue(it) for name, it in settings.items()}))
    assert trusted.minimum_version is ssl.TLSVersion.TLSv1_2
    assert (trusted.verify_mode, trusted.check_hostname) == (ssl.CERT_REQUIRED, True)
