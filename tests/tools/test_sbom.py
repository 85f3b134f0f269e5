"""The bill of materials: it tells every locked package once, and others' programs can read it."""

import json

import pytest

from tools import sbom
from tools.project import pins, requirements


@pytest.fixture(scope="module")
def bill():
    return json.loads(sbom.text())


def named(bill, scope):
    return {each["name"] for each in bill["components"] if each["scope"] == scope and each["type"] == "library"}


def test_it_is_what_the_standard_says():
    schemas = pytest.importorskip(
        "cyclonedx.validation.json", reason="cyclonedx-python-lib[json-validation], which holds the standard's schema"
    )
    version = pytest.importorskip("cyclonedx.schema").SchemaVersion.V1_6
    assert schemas.JsonStrictValidator(version).validate_str(sbom.text()) is None


def test_it_lists_every_locked_package_once_and_tells_core_from_extras(bill):
    assert named(bill, "required") == {pin.name for pin in pins("core")}
    assert named(bill, "required") | named(bill, "optional") == {pin.name for pin in pins("all")}
    assert {"attrs", "babel", "cattrs", "click", "python-dateutil"} <= named(bill, "required")
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(references) == len(set(references))


def test_a_package_of_the_core_is_at_one_version_in_both_lists():
    assert set(pins("core")) <= set(pins("all"))


def test_what_the_library_asks_for_by_name_is_what_it_depends_on(bill):
    (edges,) = bill["dependencies"]
    assert edges["ref"] == bill["metadata"]["component"]["bom-ref"]
    asked = {each.split("/")[1].split("@")[0] for each in edges["dependsOn"]}
    assert asked == set(requirements())


def test_what_others_made_and_we_carry_is_told_with_its_licence(bill):
    carried = {each["name"]: each["licenses"][0]["license"]["id"] for each in bill["components"] if "licenses" in each}
    assert carried == {"Sarabun": "OFL-1.1", "wpp2024-mortality-2020-2024.csv": "CC-BY-3.0-IGO"}


def test_the_same_commit_gives_the_same_bytes(bill):
    assert sbom.text() == json.dumps(bill, ensure_ascii=False, indent=2) + "\n"
    assert "timestamp" not in bill["metadata"]


def test_a_package_at_another_version_gives_another_serial_number(bill, monkeypatch):
    changed = [pin for pin in pins("all") if pin.name != "attrs"]
    monkeypatch.setattr(sbom, "pins", lambda name: changed)
    assert sbom.bill()["serialNumber"] != bill["serialNumber"]
