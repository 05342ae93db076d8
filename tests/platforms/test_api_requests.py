"""What is sent, where to, and whom it trusts."""

import ssl
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from gpucreds.core.errors import ConfigurationError, GpucredsError
from gpucreds.platforms._trust import trust
from gpucreds.platforms.configuration import Configuration
from tests.platforms.wire import Acme


def sent(**request):
    acme = Acme()
    acme.send(**request)
    return acme.requests[0]


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("https://acme.test", "https://acme.test/v1/keys"),
        ("https://acme.test/", "https://acme.test/v1/keys"),
        ("https://acme.test//", "https://acme.test/v1/keys"),
        ("http://acme.test:8080", "http://acme.test:8080/v1/keys"),
        ("https://gate.test/acme", "https://gate.test/acme/v1/keys"),
        ("https://gate.test/a/b/", "https://gate.test/a/b/v1/keys"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/keys"),
        ("http://[::1]:8080/acme/", "http://[::1]:8080/acme/v1/keys"),
        ("HTTPS://ACME.test", "https://acme.test/v1/keys"),
    ],
)
def test_an_endpoint_is_scheme_host_port_and_prefix(endpoint, url):
    acme = Acme(endpoint=endpoint)
    acme.send()
    assert str(acme.requests[0].url) == url


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "acme",
        "acme.test",
        "acme.test:8080",
        "localhost:8080/acme",
        "//acme.test",
        "/v1",
        "https://",
        "https:///v1",
        "ftp://acme.test",
        "unix:///run/acme.sock",
        "https://acme.test:port",
        "https://acme.test\n",
    ],
)
def test_an_endpoint_without_scheme_or_host_is_refused_before_anything_is_sent(endpoint):
    with pytest.raises(ConfigurationError, match=r"the endpoint of Acme is not a URL.*https://platform\.example\.com"):
        Acme(endpoint=endpoint)


# pragma: allowlist nextline secret
@pytest.mark.parametrize("endpoint", ["https://jo:s3cr3t@acme.test", "jo:s3cr3t@acme.test"])
def test_an_endpoint_with_a_password_is_refused_without_showing_it(endpoint):
    with pytest.raises(ConfigurationError) as caught:
        Acme(endpoint=endpoint)
    assert "s3cr3t" not in str(caught.value)


def test_a_body_is_json_with_its_secrets_in_clear():
    request = sent(method="DELETE", body={"apiKey": SecretStr("k-1"), "days": 3, "names": ["a"]})
    assert request.content == b'{"apiKey":"k-1","days":3,"names":["a"]}'
    assert (request.method, request.headers["Content-Type"]) == ("DELETE", "application/json")


def test_without_a_body_there_is_none():
    request = sent(method="GET")
    assert request.content == b""
    assert "Content-Type" not in request.headers


def test_an_empty_body_is_a_body():
    assert sent(body={}).content == b"{}"


def test_query_values_are_encoded():
    assert sent(method="GET", query={"name": "a b&c=d/é"}).url.query == b"name=a+b%26c%3Dd%2F%C3%A9"


def test_a_bearer_is_sent_only_where_one_is_given():
    assert sent(bearer=SecretStr("t-1")).headers["Authorization"] == "Bearer t-1"
    assert "Authorization" not in sent().headers


@pytest.mark.parametrize("token", ["t-1\n", "t\r\nX-Role: root", "tök", "t\x00"], ids=ascii)
def test_a_bearer_that_no_header_can_carry_is_refused_without_sending_or_showing_it(token):
    acme = Acme()
    with pytest.raises(GpucredsError) as caught:
        acme.send(bearer=SecretStr(token))
    assert token.strip() not in str(caught.value)
    assert acme.requests == []


def test_json_is_asked_for():
    assert sent().headers["Accept"] == "application/json"


@pytest.mark.parametrize(("settings", "seconds"), [({}, 30), ({"timeout": "1m"}, 60)])
def test_every_request_has_a_time_out(settings, seconds):
    acme = Acme(**settings)
    acme.send()
    assert acme.requests[0].extensions["timeout"] == {
        "connect": 5,
        "read": seconds,
        "write": seconds,
        "pool": seconds,
    }


@pytest.fixture(scope="module")
def authority():
    """A certificate authority, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Acme's own authority")])
    begin = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def test_a_bundle_is_trusted_instead_of_the_usual_authorities(authority, tmp_path):
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority)
    trusted = trust(Configuration(ca_bundle=bundle))
    assert [dict(*subject["subject"])["commonName"] for subject in trusted.get_ca_certs()] == ["Acme's own authority"]
    assert (trusted.verify_mode, trusted.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize(
    "content", [None, b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"]
)
def test_a_bundle_that_cannot_be_read_is_refused_with_its_path(content, tmp_path):
    bundle = tmp_path / "ca.pem"
    if content is not None:
        bundle.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        trust(Configuration(ca_bundle=bundle))
    assert caught.value.problem.startswith(f"gpucreds:caBundle: {bundle} cannot be read as PEM (")
    assert caught.value.advice == "Give the path of a PEM file with the authorities to trust"
