"""Each kind of credential is found wherever it may lie, and made-up ones are left alone."""

import base64
import json
import subprocess
from pathlib import PurePosixPath
from uuid import UUID

import pytest

from tools.house_rules import File
from tools.secrets_scan import credentials, places


def encoded(part):
    """A part of a JSON Web Token."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


# Put together here, so that this file holds none of them.
RANDOM_UUID = str(UUID("7c9e" + "6679742540de944be07fc1f90ae7"))
MIXED = "xK3v9QzR" + "7mT2wLpA" + "5nYc8HdE" + "4sFb6JgU"
PRIVATE_KEY = "-----BEGIN " + "RSA PRIVATE KEY-----"
AWS_KEY = "AKIA" + "QYLPMN5HFIQR7XYA"
WEB_TOKEN = ".".join([encoded({"alg": "RS256", "typ": "JWT"}), encoded({"sub": "admin"}), MIXED])
NVIDIA_KEY = "nvapi-" + MIXED + "_-" + MIXED
PULUMI_TOKEN = "pul-" + "0123456789abcdef0123" * 2


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("deploy/key.pem", PRIVATE_KEY, id="a private key"),
        pytest.param("examples/a.py", f'KEY = """{PRIVATE_KEY}', id="a private key in a program"),
        pytest.param("README.md", f"access key {AWS_KEY}", id="an AWS key"),
        pytest.param("tests/a.py", f'call("{WEB_TOKEN}")', id="a web token"),
        pytest.param("docs/a.md", f"`{NVIDIA_KEY}`", id="an NVCF key"),
        pytest.param("a.env", "NGC=nvapi-" + "stg-" + MIXED + MIXED, id="an NGC key of a stage"),
        pytest.param(".ci/run", f"export PULUMI_ACCESS_TOKEN={PULUMI_TOKEN}", id="a Pulumi token"),
        pytest.param("a.txt", PULUMI_TOKEN, id="a Pulumi token without a name"),
        pytest.param("Pulumi.dev.yaml", f"  gpucreds:egsApiKey: {RANDOM_UUID}", id="an EGS key in a stack's settings"),
        pytest.param("a.json", f'{{"apiKey": "{RANDOM_UUID}"}}', id="an EGS key in JSON"),
        pytest.param("a.sh", f"EGS_API_KEY={RANDOM_UUID} make demo", id="an EGS key in a shell"),
        pytest.param(
            "README.md", f"pulumi config set --secret gpucreds:egsApiKey {RANDOM_UUID}", id="an EGS key in a command"
        ),
        pytest.param("a.py", f'connect(api_key=SecretStr("{RANDOM_UUID}"))', id="an EGS key in a program"),
        pytest.param("a.py", f'api_key: str = field(default="{RANDOM_UUID}")', id="an EGS key as a default"),
        pytest.param("a.py", f'("EGS_API_KEY", "{RANDOM_UUID}")', id="an EGS key in a pair"),
        pytest.param("a.yaml", f"# api_key: {RANDOM_UUID}", id="an EGS key in a comment"),
        pytest.param("values.yaml", f"clientSecret: {MIXED}", id="a Run:ai secret in YAML"),
        pytest.param("values.yaml", f'  client_secret: "{MIXED}"', id="a Run:ai secret in quotes"),
        pytest.param("a.toml", f'password = "{MIXED}"', id="a password"),
        pytest.param("a.yaml", f"client-secret: {UUID(RANDOM_UUID).hex}", id="a hexadecimal secret"),
    ],
)
def test_a_credential_is_found(path, line):
    assert [number for number, _ in credentials(File(PurePosixPath(path), f"first\n{line}\nlast\n"))]


@pytest.mark.parametrize(
    "line",
    [
        'api_key: str = field(default="00000000-0000-4000-8000-000000000001")',
        '"clientSecret": "iac-admin-example-secret-0001"',
        "client_secret = configuration.runai_client_secret",
        f"cluster: {RANDOM_UUID}",
        f"keys v1.5.0/go.mod h1:{MIXED}",
        "pytest-key==1.0 --hash=sha256:" + "0" * 64,
        "nvapi-nvcf-stg-**********12k",
        "a password of at least twenty characters, internationalization included",
    ],
)
def test_what_is_none_is_left_alone(line):
    assert not list(credentials(File(PurePosixPath("a.py"), line)))


@pytest.mark.parametrize(
    "text",
    [
        f'KEY = "{NVIDIA_KEY}"  # pragma: allowlist secret',
        f'# pragma: allowlist nextline secret\nKEY = "{NVIDIA_KEY}"',
    ],
)
def test_a_line_may_say_that_its_secret_means_nothing(text):
    assert not list(credentials(File(PurePosixPath("a.py"), text)))


def test_a_secret_is_told_by_its_place_and_never_shown(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "new.env").write_text(f"\nKEY={NVIDIA_KEY}\n")
    told = "\n".join(places(tmp_path))
    assert told.startswith("new.env:2: looks like a secret: NVIDIA API key")
    assert MIXED not in told
