"""What the engine tells a pack at first, and pulumi-policy drops: names of rules, and the settings of the stack."""

from __future__ import annotations

from typing import Any

import grpc
import pulumi
from pulumi_policy import policy

from gpucreds.doors.package import PACKAGE
from gpucreds_policy.judgement import ALL

_SERVICER = vars(policy)["_PolicyAnalyzerServicer"]
_configure, _configure_stack = _SERVICER.Configure, _SERVICER.ConfigureStack


def hear_configuration() -> None:
    """From now on refuse names of rules that are not there, and let `pulumi.Config` know the stack's settings.

    Only those of gpucreds, its secrets aside. A pack that a language host starts has them in its environment; an
    executable one has nothing there.
    """
    _SERVICER.Configure, _SERVICER.ConfigureStack = _refusing, _hearing


def _refusing(servicer: Any, request: Any, context: Any) -> Any:  # noqa: ANN401 - gRPC's
    known = [one.name for one in vars(servicer)["_PolicyAnalyzerServicer__policies"]]
    unknown = sorted(set(request.policyConfig) - {ALL, *known})
    if unknown:
        told = f"the policy has no rule {', '.join(unknown)}. It has these: {', '.join(known)}"
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, told)
    return _configure(servicer, request, context)


def _hearing(servicer: Any, request: Any, context: Any) -> Any:  # noqa: ANN401 - gRPC's
    for name, value in request.config.items():
        if name.startswith(f"{PACKAGE}:") and name not in request.config_secret_keys:
            pulumi.runtime.set_config(name, value)
    return _configure_stack(servicer, request, context)
