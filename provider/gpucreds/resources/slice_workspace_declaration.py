"""What an EGS slice workspace has: what a program gives, and what the stack keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from gpucreds.core.declaration import Blocking, Model, Named, OnChange, Placed, Renewed, Replaces, rule
from gpucreds.core.durations import Duration

MOST_CLUSTERS = 16

Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
"""A lower-case RFC 1123 label: what EGS takes for names of workspaces and namespaces."""
Text = Annotated[str, StringConstraints(min_length=1)]
Status = Literal["ready", "pending", "unknown"]


class SliceWorkspaceInputs(Model):
    """What a program gives."""

    name: Annotated[Label, Named(), Replaces()]
    """The name on EGS: lower-case letters, digits and `-`; EGS advises 15 characters at most.

    Default: the resource's name.
    """
    clusters: Annotated[list[Text], Field(min_length=1, max_length=MOST_CLUSTERS), Replaces()]
    """Registered worker clusters; the order has no meaning."""
    namespaces: Annotated[list[Label], Replaces()]
    """The namespaces that belong to the workspace in every cluster. EGS makes one the default of the kubeconfigs."""
    username: Annotated[Text, Replaces()]
    """The name of the workspace's owner."""
    email: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+$"), Replaces()]
    """The e-mail address of the workspace's owner."""
    ready_timeout: Annotated[Duration, OnChange("counts from now on, and sends nothing")] = timedelta(minutes=5)
    """How long an update waits for the kubeconfigs, and a removal for its end. Default: `5m`."""

    adopt: Annotated[bool, OnChange("counts for the next create, and sends nothing")] = False
    """Take over a workspace of that name that EGS has already, if it has exactly these clusters and namespaces.

    For the one that a run left which was killed while making it. EGS does not say who made a workspace: give it only
    where nobody else does, and take it away afterwards.
    """

    @rule("clusters")
    def _clusters_once(self) -> str | None:
        """A cluster that is given twice."""
        return _given_twice(self.clusters)

    @rule("namespaces")
    def _namespaces_once(self) -> str | None:
        """A namespace that is given twice."""
        return _given_twice(self.namespaces)


class SliceWorkspaceState(SliceWorkspaceInputs, Placed):
    """What the stack keeps."""

    kubeconfigs: Annotated[dict[str, SecretStr], Renewed()]
    """The kubeconfig (YAML) of each cluster."""
    status: Annotated[Status, Renewed()]
    """`ready`; `pending`: a kubeconfig is missing; `unknown`: nobody knows yet whether EGS has made it."""
    pending: Annotated[str | None, Renewed(), Blocking()] = None
    """What the next update waits for."""


def _given_twice(names: list[str]) -> str | None:
    twice = sorted({name for name in names if names.count(name) > 1})
    return f"{', '.join(twice)} is given twice: write each name once" if twice else None
