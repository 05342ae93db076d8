"""The frames around every answer (contract section 3). Their keys are exact: known clients break on any other."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def success(data: Json | list[Json]) -> Json:
    """The frame of every 200."""
    return {"statusCode": 200, "status": "OK", "message": "Success", "data": data}


def plain(status_code: int, status: str, message: str) -> Json:
    """The frame of an error of the API itself."""
    error = {"errorKey": status, "message": message, "data": None}
    return {"statusCode": status_code, "status": status, "message": message, "error": error}


def wrapped(
    status_code: int,
    failure: str,
    error_message: str,
    reason: str = "",
    details: list[Json] | None = None,
) -> Json:
    """The frame of an error that a backend raised; the inner document is JSON in a string."""
    detailed = {"Errormessage": error_message, "Reason": reason, "Details": details or ""}
    inner = {
        "Message": failure,
        "Status": status_code,
        "DetailedError": detailed,
        "StatusCode": status_code,
        "ReferenceDocumentation": "NA",
    }
    text = json.dumps({"error": inner}, separators=(",", ":"), ensure_ascii=False)
    error = {"errorKey": "UNKNOWN", "message": "UNKNOWN", "data": text}
    return {"statusCode": status_code, "status": "UNKNOWN", "message": "UNKNOWN", "data": None, "error": error}
