"""An S3-compatible server, with a bucket for each test."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path

from tests.fleet.backends.backend import Backend, files_in
from tests.fleet.backends.server import Server
from tools import versitygw


class S3Server(Server):
    """Versity's gateway: a bucket is a folder, and an object is a file in it."""

    socket = "socket"

    def __init__(self) -> None:
        super().__init__()
        self._access, self._secret = secrets.token_hex(10), secrets.token_hex(20)

    def prepare(self) -> None:
        """Make its two folders."""
        self._program = versitygw.ensure()
        for name in ("buckets", "about"):
            (self.folder / name).mkdir()

    def new(self, name: str) -> Backend:
        """An empty bucket."""
        bucket = self.folder / "buckets" / name
        bucket.mkdir()
        options = f"endpoint=http://{self.relay.address}&use_path_style=true&disable_https=true&region=us-east-1"
        environment = {
            "PULUMI_BACKEND_URL": f"s3://{name}?{options}",
            "AWS_ACCESS_KEY_ID": self._access,
            "AWS_SECRET_ACCESS_KEY": self._secret,
        }
        return Backend(environment, lambda: files_in(bucket), self.relay)

    def command(self) -> list[str | Path]:
        """Start it on its folders: what a file system cannot keep beside a file is in another one."""
        kept = ["posix", "--sidecar", self.folder / "about", self.folder / "buckets"]
        return [self._program, "--quiet", "--port", self.folder / self.socket, *kept]

    def environment(self) -> dict[str, str]:
        """The log-in of whoever may do everything."""
        return {"ROOT_ACCESS_KEY_ID": self._access, "ROOT_SECRET_ACCESS_KEY": self._secret}

    def is_ready(self) -> bool:
        """Whether it listens."""
        with socket.socket(socket.AF_UNIX) as asked:
            return asked.connect_ex(str(self.folder / self.socket)) == 0
