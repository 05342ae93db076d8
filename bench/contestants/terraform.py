"""Terraform, or OpenTofu where that is not on `PATH`, with the provider `restapi`, built from their Go modules."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.contestants.contestant import Stored
from bench.contestants.pulumi import PARALLEL, PROGRAMS
from bench.emulated import Emulated
from bench.metered import Cost, metered
from tools import go_build
from tools.environment import ROOT
from tools.go_build import Pin, read_required, require_go
from tools.node import digest
from tools.placing import place

PINS = ROOT / "bench" / "pins"
PLACE = ROOT / ".tools"
MODULES = {
    "opentofu": "github.com/opentofu/opentofu",
    "restapi": "github.com/Mastercard/terraform-provider-restapi",
}
COMMANDS = {
    "up": ("apply", "-auto-approve"),
    "no-op up": ("apply", "-auto-approve"),
    "preview": ("plan",),
    "refresh": ("apply", "-refresh-only", "-auto-approve"),
    "destroy": ("destroy", "-auto-approve"),
}


@dataclass(frozen=True)
class TerraformLife:
    """A folder with a state of its own."""

    program: Path
    folder: Path
    emulated: Emulated
    credentials: int

    def run(self, operation: str) -> Cost:
        """Run a command of the life. The log-in is counted among its requests, and takes no part of its time."""
        last_day = datetime.now(timezone.utc).date() + timedelta(days=90)
        variables = {
            "TF_CLI_CONFIG_FILE": str(self.folder / "settings.tfrc"),
            "TF_VAR_endpoint": self.emulated.variables["EGS_ENDPOINT"],
            "TF_VAR_bearer": self.emulated.bearer(),
            "TF_VAR_credentials": str(self.credentials),
            "TF_VAR_last_day": last_day.isoformat(),
        }
        command = [str(self.program), *COMMANDS[operation], "-input=false", "-no-color", f"-parallelism={PARALLEL}"]
        return metered(command, self.folder, os.environ | variables)

    def stored(self) -> Stored:
        """What the state has; its properties are not told apart."""
        return Stored(None, (self.folder / "terraform.tfstate").stat().st_size / self.credentials)


@dataclass(frozen=True)
class OnTerraform:
    """A program that reads the same configuration as Terraform, and the provider beside it."""

    program: Path
    provider: Path

    @property
    def name(self) -> str:
        """What the page calls it."""
        return f"{'OpenTofu' if self.program.name == 'tofu' else 'Terraform'}, restapi"

    def begin(self, folder: Path, emulated: Emulated, credentials: int) -> TerraformLife:
        """Lay out the configuration. The provider is an override, so nothing is downloaded and there is no `init`."""
        shutil.copy(PROGRAMS / "main.tf", folder)
        override = f'"registry.terraform.io/mastercard/restapi" = "{self.provider.parent}"'
        settings = f"provider_installation {{\n  dev_overrides {{\n    {override}\n  }}\n  direct {{}}\n}}\n"
        (folder / "settings.tfrc").write_text(settings)
        return TerraformLife(self.program, folder, emulated, credentials)


def find() -> OnTerraform:
    """Terraform on PATH or a built OpenTofu, with the built provider. Raises EngineError when one cannot be built."""
    provider = built("restapi", "terraform-provider-restapi")
    found = shutil.which("terraform")
    return OnTerraform(Path(found) if found else built("opentofu", "tofu"), provider)


def built(pinned: str, program: str) -> Path:
    """Build what `bench/pins/<pinned>` pins into `.tools/bench-<pinned>`, once."""
    module, folder, target = MODULES[pinned], PINS / pinned, PLACE / f"bench-{pinned}"
    pin = Pin(folder, module, read_required(folder)[module])

    def fill(new: Path) -> str:
        require_go({pinned: pin})
        go_build.build_program(pin, new)
        return str(pin)

    place(target, digest(Path(go_build.__file__), folder / "go.mod", folder / "go.sum"), fill)
    return target / "bin" / program
