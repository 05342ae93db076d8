"""Every choice that the contract leaves open (its section 10, A1 to A22), in one place.

A choice with a value is that value, and changing it here changes the emulator. A choice that is a way of working names
the function that works so. What varies from test to test is in `knobs`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from gpucreds_emulator.egs import errors
from gpucreds_emulator.egs.role import Role

# A1: what a deleted key is answered with.
KEY_DELETED: Final[dict[str, Any]] = {}

# A2: where a key list holds its items, how it names them and whether it shows the keys are knobs (`key_list_*`); the
# fields themselves are in `api_keys.item`. An Owner key has this workspace:
NO_WORKSPACE: Final = ""

# A3: an unknown route and a known one with another method are the same thing.
unknown_route = errors.no_such_route

# A4: /auth without a usable `apiKey`; and a body, on any route, that is not a JSON object.
auth_without_key = errors.unauthenticated
not_json = errors.bad_request

# A5: keys outlive their workspace (`slice_workspaces.delete` leaves them alone), but /auth refuses them so:
key_without_workspace = errors.key_unusable

# A6: what the access token may do. It has no `exp` and `bearers.caller` never asks for one.
ACCESS_TOKEN_ROLE: Final = Role.OWNER

# A7: a missing, malformed, foreign or expired bearer.
bad_bearer = errors.unauthenticated

# A8: `bearers.caller` does not ask about the key that bought a token, only whether its workspace is still the same one.

# A9: field errors are E11 in the words of `fields`; these two may be left out of a new key.
DEFAULT_USER_NAME: Final = "admin"
DEFAULT_DESCRIPTION: Final = ""

# A10: a key is good to the last second (UTC) of the day in `validity`; `api_keys.validity` refuses days gone by.
VALIDITY_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
VALIDITY_ADVICE: Final = "must be a date from today on, YYYY-MM-DD"

# A11: a new Editor or Viewer key needs a workspace that is listed (`api_keys.workspace_of`); an Owner's is ignored.
key_for_unknown_workspace = errors.no_such_workspace

# A12: deleting what is not there.
unknown_key = errors.no_such_key
unknown_workspace = errors.no_such_workspace

# A13: a key list with nothing in it is an ordinary 200, also for a workspace that never was (`api_keys.listing`).

# A14: the network mode is checked and listed; the other three network fields are not even read.
NETWORK_MODES: Final = ("no-network", "single-network", "multi-network")
DEFAULT_NETWORK_MODE: Final = NETWORK_MODES[0]

# A15: the order of `slice_rules.RULES`, where a workspace without clusters is always refused and one without
# namespaces never; the latter is listed with this instead of a list:
NO_NAMESPACES: Final = None

# A16: what a workspace may be called.
WORKSPACE_NAME: Final = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")

# A17: `slice_workspaces.item` lists at once, in the order given, every namespace with every cluster.

# A18: a delete while GPU requests are active; which workspaces have some is a knob.
gpu_requests_active = errors.gpu_requests_active

# A19: `kubeconfigs.fetch` takes the first namespace and the first cluster where none is given; the text never changes.
DEFAULT_NAMESPACE: Final = "default"

# A20: no kubeconfig to give: not ready, no such workspace, being deleted; and a cluster that the workspace is not on.
no_kubeconfig = errors.no_kubeconfig
wrong_cluster = errors.wrong_cluster

# A21: who may do what is in `permissions`; a refusal is this:
forbidden = errors.forbidden

# A22: how long a delete takes is two knobs (`polls_until_gone`, `late_conflicts`), worked by `workspaces`. While it is
# under way the workspace keeps its namespaces; in the late conflicts after it, only its name.
