"""The environment that the engine runs in."""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tools.environment import ENGINE, pulumi_environment


def test_the_engine_comes_first_on_path(tmp_path):
    assert pulumi_environment(tmp_path)["PATH"].split(os.pathsep)[0] == str(ENGINE / "bin")


def test_the_running_python_comes_second(tmp_path):
    assert pulumi_environment(tmp_path)["PATH"].split(os.pathsep)[1] == str(Path(sys.executable).parent)


def test_the_backend_is_a_folder_that_exists(tmp_path):
    backend = urlsplit(pulumi_environment(tmp_path / "a home")["PULUMI_BACKEND_URL"])
    assert (backend.scheme, Path(unquote(backend.path)).is_dir()) == ("file", True)


def test_a_relative_home_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert pulumi_environment(Path("home"))["PULUMI_HOME"] == str(tmp_path / "home" / "pulumi-home")


@pytest.mark.parametrize("name", ["PULUMI_STACK", "PULUMI_ACCESS_TOKEN", "GPUCREDS_NOW", "EGS_API_KEY"])
def test_what_would_lead_elsewhere_is_left_out(name, tmp_path, monkeypatch):
    monkeypatch.setenv(name, "elsewhere")
    assert name not in pulumi_environment(tmp_path)


def test_the_rest_of_the_callers_environment_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    assert pulumi_environment(tmp_path)["LC_ALL"] == "C"
