"""What a test can turn (contract section 10, "Knobs"). The clock and the faults are the emulator's; secrets: `seed`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gpucreds_emulator.knob_form import KNOBS

_Count = Annotated[int, Field(ge=0)]


@dataclass(config=KNOBS)
class Knobs:
    """In JSON the names are in camelCase."""

    token_lifetime: Annotated[int, Field(ge=1)] = 900
    """Seconds from `iat` to `exp` in a token that /auth gives."""

    registered_clusters: tuple[str, ...] = ("worker-1", "worker-2")
    """The clusters that a workspace can be on."""

    polls_until_ready: _Count = 2
    """How many kube-config calls, for each workspace and cluster, come too early."""

    polls_until_gone: _Count = 2
    """A22: in how many list answers a workspace still is after its delete; a create refused with 409 counts as one."""

    late_conflicts: _Count = 0
    """A22: how many more creates of that name are refused once it has left the list."""

    active_gpu_requests: tuple[str, ...] = ()
    """A18: names of workspaces that cannot be deleted because GPU requests are active in them."""

    incomplete_keys: tuple[str, ...] = ()
    """Names of API keys whose stored record has no usable role, so that /auth gives E3 (contract section 4)."""

    key_list_form: Literal["data.data", "data", "data.items"] = "data.data"
    """A2: where in the answer the list of keys is."""

    key_list_names: Literal["create", "documented"] = "create"
    """A2: the names of the create call, or `validUntil` and `sliceName` for `validity` and `workspaceName`."""

    key_list_shows_keys: bool = True
    """A2: whether the items have `apiKey`."""
