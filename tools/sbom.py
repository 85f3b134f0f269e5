"""The bill of materials (SBOM): every package that the library needs, as locked, in CycloneDX's JSON.

It is made of pyproject.toml, ``requirements/core.txt`` and ``requirements/all.txt`` and of nothing else, so the same
commit gives the same bytes. What a package needs in turn is not in those files: it is listed, its edges are not told.
"""

import json
import uuid
from pathlib import Path
from typing import Any

from tools.project import DIST, Pin, described, pins, requirements

__all__ = ["bill", "text", "write"]

_OURS = uuid.uuid5(uuid.NAMESPACE_DNS, "communitywelfare")
_CARRIED = (
    ("Sarabun", "font", "OFL-1.1", "the font of pages and papers, src/communitywelfare/reports/fonts"),
    (
        "wpp2024-mortality-2020-2024.csv",
        "data",
        "CC-BY-3.0-IGO",
        "mortality from World Population Prospects 2024, src/communitywelfare/data/assumptions",
    ),
)
"""What is carried in the wheel and made by others: name, kind, licence, and where it lies."""


def bill() -> dict[str, Any]:
    """The whole bill as plain values, in CycloneDX 1.6."""
    core, everything = pins("core"), pins("all")
    components = [_component(pin, is_core=pin.name in {each.name for each in core}) for pin in everything]
    body = {
        "metadata": {"component": _ourselves()},
        "components": [*components, *(_carried(*each) for each in _CARRIED)],
        "dependencies": [{"ref": _ourselves()["bom-ref"], "dependsOn": _direct(everything)}],
        "compositions": [{"aggregate": "incomplete", "dependencies": [pin_ref(pin) for pin in everything]}],
    }
    serial = uuid.uuid5(_OURS, json.dumps(body, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **body}


def pin_ref(pin: Pin) -> str:
    """The package URL of a pinned package."""
    return f"pkg:pypi/{pin.name}@{pin.version}"


def _component(pin: Pin, *, is_core: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin_ref(pin),
        "name": pin.name,
        "version": pin.version,
        "scope": "required" if is_core else "optional",
        "purl": pin_ref(pin),
    }
    if pin.marker:
        found["properties"] = [{"name": "communitywelfare:only-where", "value": pin.marker}]
    return found


def _ourselves() -> dict[str, Any]:
    project = described()
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{project['name']}@{project['version']}",
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"license": {"id": project["license"]}}],
        "purl": f"pkg:pypi/{project['name']}@{project['version']}",
    }


def _carried(name: str, kind: str, licence: str, place: str) -> dict[str, Any]:
    return {
        "type": "data" if kind == "data" else "file",
        "bom-ref": f"carried:{name}",
        "name": name,
        "description": place,
        "scope": "required",
        "licenses": [{"license": {"id": licence}}],
    }


def _direct(everything: list[Pin]) -> list[str]:
    return [pin_ref(pin) for pin in everything if pin.name in requirements()]


def text() -> str:
    """The bill as it is written."""
    return json.dumps(bill(), ensure_ascii=False, indent=2) + "\n"


def write() -> Path:
    """Write the bill beside the wheel, and say where."""
    project = described()
    path = DIST / f"{project['name']}-{project['version']}.cdx.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(), "utf-8", newline="\n")
    return path


if __name__ == "__main__":
    print(write().relative_to(Path.cwd()))
