"""What the project says of itself: where its files are, what pyproject.toml declares, and what is pinned."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["DIST", "QUALITY", "REQUIREMENTS", "ROOT", "Pin", "described", "name_of", "pins", "requirements", "today"]

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
REQUIREMENTS = ROOT / "requirements"
QUALITY = ROOT / "docs" / "quality"

_PIN = re.compile(r"(?P<name>[a-z0-9.-]+)==(?P<version>[\w.]+)(?: ; (?P<marker>.+))?")
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, order=True)
class Pin:
    """One line of a locked file: a package at one version, perhaps only on some machines."""

    name: str
    version: str
    marker: str = ""


@cache
def described() -> dict[str, Any]:
    """The table ``[project]`` of pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project


def pins(name: str) -> list[Pin]:
    """What ``requirements/NAME.txt`` pins, in order."""
    lines = (REQUIREMENTS / f"{name}.txt").read_text("utf-8").splitlines()
    found = [match for line in lines if (match := _PIN.fullmatch(line))]
    return sorted(Pin(each["name"], each["version"], each["marker"] or "") for each in found)


def name_of(requirement: str) -> str:
    """The name in a requirement, as the locked files spell it: ``python-calamine>=0.6`` is of ``python-calamine``."""
    match = _NAME.match(requirement)
    if match is None:
        raise SystemExit(f"no name of a package: {requirement}")
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def requirements() -> dict[str, str]:
    """What the library asks for by itself and by its extras: each package's name with the requirement as it stands."""
    optional = described()["optional-dependencies"]
    asked = [
        *described()["dependencies"],
        *(each for name, extra in optional.items() if name != "all" for each in extra),
    ]
    return {name_of(each): each for each in asked}


def today() -> str:
    """The day on which a record is made."""
    return datetime.now(UTC).date().isoformat()  # noqa: TID251 - records are dated by the day they were made
