"""Where this checkout keeps its tools, and the one recipe for the environment that the Pulumi engine runs in.

The sandbox, the demo, the engine's own set-up and the tests on the real engine all take it from here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / ".tools" / "engine"

PASSPHRASE = "a local sandbox keeps no secrets of anyone"  # noqa: S105 - it guards what the emulator made up
"""Fixed, so that a `Pulumi.dev.yaml` that outlived its sandbox opens in the next one."""

_STEERING = ("PULUMI_", "GPUCREDS_", "EGS_", "RUNAI_", "NVCF_")
"""What these prefixes name leads the engine or the provider elsewhere: to another account, stack, platform or hour."""


def search_path() -> list[Path]:
    """The folders that come first on `PATH`: the engine, then the Python that runs this.

    The Python comes by `PATH` because a language host built from its Go module ignores a project's `virtualenv` option.
    """
    return [ENGINE / "bin", Path(sys.executable).parent]


def engine_settings(home: Path) -> dict[str, str]:
    """The variables that keep all that the engine knows under `home`: its own home and, as the backend, a folder.

    The backend's folder is made here, because the engine refuses one that does not exist.
    """
    state = home.resolve() / "state"
    state.mkdir(parents=True, exist_ok=True)
    return {
        "PULUMI_HOME": str(home.resolve() / "pulumi-home"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def pulumi_environment(home: Path) -> dict[str, str]:
    """A whole environment for a process that runs the engine, with everything it keeps under `home`.

    The caller's own settings for Pulumi and for the platforms are left out: a run gives the same in a shell that has
    sourced a sandbox, or that is logged in somewhere, as in a fresh one.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_STEERING)}
    path = os.pathsep.join([*map(str, search_path()), inherited.get("PATH", os.defpath)])
    return inherited | {"PATH": path} | engine_settings(home)
