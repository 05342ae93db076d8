"""Every call of the clients that carries a secret, or an id in its path."""

from datetime import date, datetime, timezone

from pydantic import SecretStr

from gpucreds.platforms.nvcf import KeyRef, Policy
from gpucreds.platforms.nvcf.catalog import REGISTRATIONS

OTHER_KEY = SecretStr("s3cr3t-other-key")
FUNCTIONS = REGISTRATIONS["functions"].service_id
POLICY = Policy.of(["list_functions"], [("account-functions", "*")])
NEW_EGS_KEY = {"name": "k", "user_name": "u", "description": "d", "role": "Owner", "workspace_name": None}
NEW_NVCF_KEY = {"owner_id": "o", "service": "functions", "service_id": FUNCTIONS, "description": "d", "policy": POLICY}


def egs_key(platforms):
    return platforms.egs.create_api_key(validity=date(2026, 5, 1), **NEW_EGS_KEY)


def nvcf_key(platforms):
    return platforms.nvcf.create_key(expires_at=datetime(2026, 5, 1, tzinfo=timezone.utc), **NEW_NVCF_KEY)


def ref(key_id):
    return KeyRef(owner_id="o", service_id=FUNCTIONS, key_id=key_id)


def with_an_id(platforms, an_id):
    """Calls that put an id into a path, by name, with what the path is without it."""
    accounts, users, nvcf = platforms.runai.accounts, platforms.runai.users, platforms.nvcf
    return {
        "find an account": (lambda: accounts.find("service-account", an_id), "/api/v1/service-accounts/{}"),
        "new secret": (lambda: accounts.regenerate("service-account", an_id), "/api/v1/service-accounts/{}/secret"),
        "enable": (lambda: accounts.enable("service-account", an_id, enabled=True), "/api/v1/service-accounts/{}"),
        "delete an account": (lambda: accounts.delete("service-account", an_id), "/api/v1/service-accounts/{}"),
        "find a user": (lambda: users.find(an_id), "/api/v1/users/{}"),
        "new password": (lambda: users.reset_password(an_id), "/api/v1/users/{}/password"),
        "delete a user": (lambda: users.delete(an_id), "/api/v1/users/{}"),
        "find a key": (lambda: nvcf.key(ref(an_id)), "/v1/keys/{}"),
        "change a key": (
            lambda: nvcf.put_authorizations(ref(an_id), "functions", POLICY),
            "/v1/keys/{}/authorizations",
        ),
        "delete a key": (lambda: nvcf.delete_key(ref(an_id)), "/v1/keys/{}"),
    }


def with_a_secret(platforms):
    """Calls that send a login or are answered with a secret, by name."""
    accounts, users = platforms.runai.accounts, platforms.runai.users
    return {
        "EGS: probe": lambda: platforms.egs.probe(OTHER_KEY),
        "EGS: create": lambda: egs_key(platforms),
        "EGS: delete": lambda: platforms.egs.delete_api_key(OTHER_KEY),
        "EGS: list": lambda: platforms.egs.api_keys(fresh=True),
        "EGS: kubeconfig": lambda: platforms.egs.kubeconfig("w", "c"),
        "Run:ai: log in": platforms.runai.session.token,
        "Run:ai: list": lambda: accounts.all(fresh=True),
        "Run:ai: create": lambda: accounts.create("analytics"),
        "Run:ai: new secret": lambda: accounts.regenerate("service-account", "1"),
        "Run:ai: create a user": lambda: users.create("a@b.test", {}),
        "Run:ai: new password": lambda: users.reset_password("1"),
        "NVCF: create": lambda: nvcf_key(platforms),
        "NVCF: list": lambda: platforms.nvcf.keys("o", FUNCTIONS, fresh=True),
        "NVCF: admin token": platforms.nvcf.admin_token,
    }


def live(platforms):
    """A life on each platform: log in, create, list, make anew, delete."""
    key = egs_key(platforms)
    platforms.egs.api_keys(fresh=True)
    platforms.egs.probe(key)
    platforms.egs.delete_api_key(key)
    account = platforms.runai.accounts.create("analytics")
    platforms.runai.accounts.regenerate(account.kind, account.id)
    platforms.runai.accounts.all(fresh=True)
    platforms.runai.accounts.delete(account.kind, account.id)
    user = platforms.runai.users.create("a@b.test", {})
    platforms.runai.users.reset_password(user.id)
    platforms.runai.users.delete(user.id)
    made = nvcf_key(platforms)
    platforms.nvcf.key(made.ref)
    platforms.nvcf.keys("o", FUNCTIONS, fresh=True)
    platforms.nvcf.delete_key(made.ref)
    platforms.nvcf.admin_token()
    return [key, account.secret, user.temp_password, made.value]
