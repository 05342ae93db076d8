"""A PostgreSQL server, with a database for each test."""

from __future__ import annotations

import base64
import json
import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.fleet.backends.backend import Backend
from tests.fleet.backends.server import Server
from tools import postgres

_USER = "states"


class PostgresServer(Server):
    """Listens on a Unix socket alone; a durable one writes to the disk before it says that it has."""

    socket = ".s.PGSQL.5432"

    def __init__(self, *, durable: bool = False) -> None:
        super().__init__()
        self._password = secrets.token_hex(16)
        self._options = [] if durable else ["-F"]
        self.run_as = _somebody_else() if os.geteuid() == 0 else {}

    def prepare(self) -> None:
        """Make its cluster, with the password of its one user."""
        self._give(self.folder)
        self._programs = self._reachable(postgres.ensure())
        password = self.folder / "password"
        password.touch(0o600)
        password.write_text(self._password)
        self._give(password)
        self._make(password)
        password.unlink()

    def new(self, name: str) -> Backend:
        """An empty database."""
        self.ask("postgres", f'create database "{name}"')
        environment = {
            "PULUMI_BACKEND_URL": f"postgres://{_USER}@{self.relay.address}/{name}?sslmode=disable",
            "PGPASSWORD": self._password,
            "PULUMI_DIY_BACKEND_PARALLEL": "1",  # with more the engine may wait for itself for ever, docs/backends.md
        }
        return Backend(environment, lambda: self._rows(name), self.relay)

    def command(self) -> list[str | Path]:
        """Start it on its cluster."""
        sockets = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}"]
        return [self._programs / "postgres", "-D", "data", *sockets, *self._options]

    def environment(self) -> dict[str, str]:
        """The log-in is for its clients; it has its own in its cluster."""
        return {"PATH": os.environ.get("PATH", os.defpath), "PGPASSWORD": self._password, "LC_ALL": "C"}

    def is_ready(self) -> bool:
        """Whether it answers a question."""
        return self._psql("postgres", "select 1").returncode == 0

    def ask(self, database: str, question: str) -> str:
        """What the server answers."""
        asked = self._psql(database, question)
        assert asked.returncode == 0, asked.stderr
        return asked.stdout.strip()

    def _psql(self, database: str, question: str) -> subprocess.CompletedProcess[str]:
        where = ["--no-psqlrc", "--host", str(self.folder), "--username", _USER, "--dbname", database]
        command = [self._programs / "psql", *where, "--quiet", "--tuples-only", "--no-align", "--command", question]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)

    def _rows(self, database: str) -> dict[str, bytes]:
        told = self.ask(database, "select coalesce(json_object_agg(key, data ->> 'data'), '{}') from pulumi_state")
        return {key: base64.b64decode(data) for key, data in json.loads(told).items()}

    def _reachable(self, programs: Path) -> Path:
        """The programs where the server's user can run them: a checkout may be open to its owner alone."""
        try:
            subprocess.run([programs / "initdb", "--version"], cwd="/", capture_output=True, check=True, **self.run_as)
        except (OSError, subprocess.CalledProcessError):
            copied = self.folder / "server"
            shutil.copytree(programs.parent, copied, symlinks=True)
            return copied / "bin"
        return programs

    def _make(self, password: Path) -> None:
        about = [f"--username={_USER}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [self._programs / "initdb", "-D", "data", f"--pwfile={password}", *about],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            **self.run_as,
        )
        assert made.returncode == 0, made.stderr

    def _give(self, path: Path) -> None:
        """Let the server's user own it."""
        if self.run_as:
            os.chown(path, self.run_as["user"], self.run_as["group"])


def _somebody_else() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
