"""A small package to work on, and a way to run commands."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from communitywelfare.cli import main

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A synthetic package made by the command line, never written to."""
    folder = tmp_path_factory.mktemp("made") / "fund"
    assert main(["example", str(folder), "--members", "40", "--years", "2", "--seed", "7"]) == 0
    return folder


@pytest.fixture
def package(made, tmp_path):
    """A copy of the package that a test may change."""
    return shutil.copytree(made, tmp_path / "fund")


@pytest.fixture
def run(capsys):
    """Run a command; gives its exit code and what it said on both streams."""

    def runner(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return runner


@pytest.fixture
def ask(run):
    """Run a command with --json; gives its exit code and its answer."""

    def asker(*words):
        code, out, _err = run(*words, "--json")
        return code, json.loads(out)

    return asker
