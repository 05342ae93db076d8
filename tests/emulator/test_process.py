"""The emulator as a process of its own, on ports that the kernel chose."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner

from gpucreds_emulator import Emulator, serving
from gpucreds_emulator.__main__ import main


@contextmanager
def started(folder, *options):
    """The process and what its --env-file says, once it is ready."""
    path = folder / "egs.env"
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "gpucreds_emulator", "--env-file", str(path), "--ready-fd", str(writing)]
    process = subprocess.Popen(
        [*command, *options], pass_fds=[writing], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    try:
        with open(reading) as ready:  # noqa: PTH123  a descriptor has no path
            assert ready.read() == "ready\n"
        yield process, dict(line.split("=", 1) for line in path.read_text().splitlines())
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_serves_ends_on_a_signal_and_leaves_nothing_behind(tmp_path, ending):
    with started(tmp_path) as (process, variables):
        egs, nvcf = ["EGS_ENDPOINT", "EGS_API_KEY"], ["NVCF_API_KEYS_URL", "NVCF_OWNER_ID"]
        runai = ["RUNAI_ENDPOINT", "RUNAI_CLIENT_ID", "RUNAI_CLIENT_SECRET"]
        assert list(variables) == [*egs, *runai, *nvcf, "GPUCREDS_EMULATOR"]
        assert variables["EGS_API_KEY"] == "00000000-0000-4000-8000-000000000001"
        assert stat.S_IMODE((tmp_path / "egs.env").stat().st_mode) == 0o600
        body = {"apiKey": variables["EGS_API_KEY"]}
        assert httpx.post(f"{variables['EGS_ENDPOINT']}/api/v1/auth", json=body).status_code == 200
        assert len(httpx.get(f"{variables['GPUCREDS_EMULATOR']}/log").json()) == 1
        process.send_signal(ending)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert list(tmp_path.iterdir()) == []
        assert re.search(r"EMULATOR.*no real credential", out)
        assert f"EGS ready at {variables['EGS_ENDPOINT']}" in out
        assert f"Run:ai ready at {variables['RUNAI_ENDPOINT']}" in out
        assert f"NVCF ready at {variables['NVCF_API_KEYS_URL']}" in out
        assert f"control API ready at {variables['GPUCREDS_EMULATOR']}" in out
        assert variables["EGS_API_KEY"] not in out
        assert variables["RUNAI_CLIENT_SECRET"] not in out
        with pytest.raises(httpx.ConnectError):
            httpx.get(variables["GPUCREDS_EMULATOR"])


def test_a_taken_port_is_one_readable_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "gpucreds_emulator", "--egs-port", port]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: cannot start: ")
    assert len(ended.stderr.splitlines()) == 1


def test_the_options_are_explained():
    text = CliRunner().invoke(main, ["--help"]).output
    for option in ("--host", "--control-port", "--env-file", "--ready-fd", "--runai-version"):
        assert option in text
    for platform in ("egs", "runai", "nvcf"):
        assert f"--{platform}-port" in text


def test_the_version_of_runai_is_an_option(tmp_path):
    with started(tmp_path, "--runai-version", "2.18") as (_, variables):
        knobs = httpx.get(f"{variables['GPUCREDS_EMULATOR']}/knobs/runai").json()
        assert knobs["version"] == "2.18"
        assert httpx.get(f"{variables['RUNAI_ENDPOINT']}/api/v1/service-accounts").status_code == 404


@pytest.fixture
def on_port(emulator):
    with serving(emulator.egs) as url, httpx.Client(base_url=url) as http:
        yield http


def log_in(http):
    return http.post("/api/v1/auth", json={"apiKey": "00000000-0000-4000-8000-000000000001"})


def test_a_real_connection_is_kept_alive(on_port):
    """Two requests over one bare socket, with a DELETE that carries a body."""
    host, port = on_port.base_url.host, on_port.base_url.port
    request = b"DELETE //api//v1/api-key HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    with socket.create_connection((host, port), timeout=30) as connection:
        for _ in range(2):
            connection.sendall(request)
            answer = connection.recv(65536)
            while b"\r\n\r\n{" not in answer:
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 401 UNAUTHORIZED\r\n")


@pytest.mark.parametrize("kind", ["reset-before", "reset-after"])
def test_a_real_drop_closes_the_connection_without_an_answer(emulator, on_port, control, kind):
    assert log_in(on_port).status_code == 200
    control.post("/faults", json={"kind": kind})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        log_in(on_port)
    assert log_in(on_port).status_code == 200
    assert [entry.status for entry in emulator.log()] == [200, None, 200]


def test_a_real_timeout_comes_after_the_work(control, on_port, waits):
    control.post("/faults", json={"kind": "timeout-after", "seconds": 30})
    assert log_in(on_port).status_code == 200
    assert waits == [30]


@pytest.mark.parametrize("kind", ["html", "status-before", "wrong-status-code", "broken-json"])
def test_a_faulty_answer_leaves_the_connection_usable(control, on_port, kind):
    control.post("/faults", json={"kind": kind})
    assert log_in(on_port).is_closed
    assert log_in(on_port).json()["statusCode"] == 200


def test_a_chunked_body_is_read(on_port):
    def chunks():
        yield b'{"apiKey":'
        yield b'"00000000-0000-4000-8000-000000000001"}'

    assert on_port.post("/api/v1/auth", content=chunks()).status_code == 200


def test_head_has_no_body_on_the_wire(on_port):
    assert on_port.head("/api/v1/auth").content == b""
    assert log_in(on_port).status_code == 200


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])  # noqa: S104
def test_the_url_is_one_that_can_be_reached(host, shown):
    with serving(Emulator().control, host) as url:
        assert url.startswith(f"http://{shown}:")
        assert httpx.get(f"{url}/live").json() == []
