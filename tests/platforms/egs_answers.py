"""Answers of EGS as they stand on the wire."""

import json
from datetime import date

import httpx

KEY = {
    "name": "ci",
    "user_name": "admin",
    "description": "",
    "role": "Owner",
    "validity": date(2026, 12, 31),
    "workspace_name": None,
}
WORKSPACE = {
    "name": "red",
    "clusters": ["worker-1", "worker-2"],
    "namespaces": ["team-a", "team-b"],
    "username": "Jo Doe",
    "email": "jo@example.com",
}


def answer(status, document, named):
    return httpx.Response(status, json=document, extensions={"named": named})


def success(data):
    document = {"statusCode": 200, "status": "OK", "message": "Success", "data": data}
    return answer(200, document, f"success {data}")


def plain(status, message):
    """An error of the API itself."""
    error = {"errorKey": "UNKNOWN", "message": message, "data": None}
    document = {"statusCode": status, "status": "UNKNOWN", "message": message, "error": error}
    return answer(status, document, f"plain {status} {message}")


def wrapped(status, text, *, reason="", message="Error", http=None):
    """An error of the backend, passed on as JSON in a text; `http` where the API gives it another status."""
    detail = {"Errormessage": text, "Reason": reason, "Details": ""}
    inner = {"error": {"Message": message, "Status": status, "DetailedError": detail, "StatusCode": status}}
    error = {"errorKey": "UNKNOWN", "message": "UNKNOWN", "data": json.dumps(inner)}
    outer = http or status
    document = {"statusCode": outer, "status": "UNKNOWN", "message": "UNKNOWN", "data": None, "error": error}
    return answer(outer, document, f"wrapped {outer} {status} {text} {reason}")
