"""Records of other versions: what pytest wrote, told as it was."""

from tools import interpreters, versions
from tools.project import pins, requirements

WRITTEN = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="1010" time="61.7"/></testsuites>
"""


def test_the_figures_of_a_run_are_those_that_pytest_wrote(tmp_path):
    path = tmp_path / "oldest.xml"
    path.write_text(WRITTEN, "utf-8")
    assert versions.result(path) == versions.Result(tests=1010, failed=3, skipped=3, seconds=61.7)
    assert versions.result(path).cells == "1,004 | 3 | 3 | 62"


def test_the_lowest_version_of_each_package_is_the_one_that_is_tested():
    pinned = {pin.name: pin.version for pin in pins("oldest")}
    lowest = {name: each.partition(">=")[2].split(",")[0] for name, each in requirements().items()}
    assert {name: bound for name, bound in lowest.items() if not f"{pinned[name]}.".startswith(f"{bound}.")} == {}


def test_a_python_that_is_not_there_is_told():
    page = versions.pythons_page({"3.11": ("3.11.7", versions.Result(10, 0, 1, 5.0)), "3.12": ("", None)})
    assert "| 3.11 | 3.11.7 | 9 | 0 | 1 | 5 |\n| 3.12 | not there | | | | |\n" in page


def test_an_interpreter_that_is_found_is_of_the_version_asked_for():
    assert interpreters.promised() == ["3.11", "3.12", "3.13"]
    assert interpreters.find("3.2") is None
    found = {version: interpreters.find(version) for version in interpreters.promised()}
    there = {version: interpreters.version_of(python) for version, python in found.items() if python}
    assert there
    assert all(full.startswith(f"{version}.") for version, full in there.items())
