"""What a control plane says, for tests that make it up."""

import base64
import json

import httpx

V2, V1 = "POST /api/v2/token", "POST /api/v1/token"
SERVICE_ACCOUNTS, APPS = "GET /api/v1/service-accounts", "GET /api/v1/apps"
USERS, RULES = "GET /api/v1/users", "GET /api/v1/authorization/access-rules"
ROLES_V1, ROLES_V2 = "GET /api/v1/authorization/roles", "GET /api/v2/authorization/roles"
ADMIN = "admin@runai.example.com"


def ok(document, status=200):
    """A success."""
    return httpx.Response(status, json=document)


def empty(status=200):
    """A success that says nothing."""
    return httpx.Response(status)


def error(status, message="no", **headers):
    """A refusal in the form of Run:ai."""
    return httpx.Response(status, json={"code": status, "message": message}, headers=headers)


def oauth(status, code):
    """A refusal in the form of OAuth."""
    return httpx.Response(status, json={"error": code, "error_description": "no"})


def page(status):
    """An answer of a proxy or of the console."""
    return httpx.Response(status, html="<html>hello</html>")


def jwt(**claims):
    """A token that says so of itself, without padding."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{payload}.signature"


def token(text="t-1", **more):
    """A log-in at the token endpoint of 2.24."""
    return ok({"access_token": text, "token_type": "Bearer", **more})


def token_v1(text="t-1", **more):
    """A log-in at the one before."""
    return ok({"accessToken": text, **more})


def account(name="ci", **more):
    """An account as a list shows it."""
    return {"id": f"id-{name}", "name": name, "clientId": name, "enabled": True, "createdBy": "iac", **more}


def user(number, **more):
    """A user as a list shows it."""
    return {"id": f"u-{number}", "username": f"u{number}@example.com", "createdBy": ADMIN, "isLocal": True, **more}


def rule(number, **more):
    """An access rule as a list shows it."""
    said = {"id": number, "subjectId": f"s-{number}", "subjectType": "group", "roleId": 7, "scopeId": "4501"}
    return {**said, "scopeType": "project", "roleName": "Viewer", "scopeName": "vision", "createdBy": "iac", **more}


def paths(wire):
    """Method and path of all requests on a wire or a tap."""
    return [f"{request.method} {request.url.path}" for request in wire.requests]
