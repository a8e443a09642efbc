"""What deploy/ names is what there is: settings, commands, addresses (OPS-2)."""

import re
from pathlib import Path

import pytest

from getcrm.cli import main
from getcrm.config import Settings
from getcrm.http.route import PREFIX
from getcrm.http.routes import ROUTES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SAMPLES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".md")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
SETTINGS = {f"GETCRM_{name.upper()}" for name in Settings.model_fields} | {"GETCRM_CONFIG"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_setting_that_a_sample_names_is_one(sample):
    named = set(re.findall(r"GETCRM_[A-Z_]+", sample.read_text(encoding="utf-8")))
    assert named <= SETTINGS


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_unit_starts_a_command_with_options_that_it_takes(unit):
    [line] = re.findall(r"^ExecStart=/opt/getcrm/bin/getcrm (.+)$", unit.read_text(), re.MULTILINE)
    name, *options = line.split()
    command = main.commands[name]
    assert set(options) <= {option for one in command.params for option in one.opts}


def test_the_samples_are_listed():
    listed = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for sample in SAMPLES:
        assert sample.name in listed


def test_nginx_holds_no_stream_back_and_shows_nobody_the_metrics():
    [pattern] = re.findall(r"location ~ (\S*stream\S*) {\n[^}]*proxy_buffering off;", NGINX)
    streams = [PREFIX + route.path for route in ROUTES if route.path.endswith("/stream")]
    assert streams
    assert all(re.match(pattern, path) for path in streams)
    assert "location = /metrics { return 404; }" in NGINX
