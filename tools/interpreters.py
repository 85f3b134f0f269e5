"""Which Pythons are on this machine, of those that the library promises to run on."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.project import described

__all__ = ["find", "promised", "version_of"]

_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")


def promised() -> list[str]:
    """The versions that pyproject.toml's classifiers name, from 3.11 on."""
    return [match[1] for line in described()["classifiers"] if (match := _CLASSIFIER.fullmatch(line))]


def find(version: str) -> Path | None:
    """An interpreter of ``version`` that really runs, wherever one usually lies; None where there is none."""
    for candidate in _candidates(version):
        if version_of(candidate).startswith(f"{version}."):
            return Path(candidate)
    return None


def version_of(*command: str | Path) -> str:
    """The full version of an interpreter; empty for what does not run, as a shim without a version does not."""
    ask = "import platform; print(platform.python_version())"
    try:
        done = subprocess.run([*command, "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _candidates(version: str) -> Iterator[str | Path]:
    yield from filter(None, [shutil.which(f"python{version}"), shutil.which("python3"), shutil.which("python")])
    yield from sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if os.name == "nt":
        ask = ["py", f"-{version}", "-c", "import sys; print(sys.executable)"]
        launcher = shutil.which("py")
        if launcher:
            done = subprocess.run([launcher, *ask[1:]], capture_output=True, text=True, check=False)
            yield from filter(None, [done.stdout.strip()])
