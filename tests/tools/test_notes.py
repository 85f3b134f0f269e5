"""Release notes: taken whole from the changelog, and safe in a signed tag."""

import pytest

from tools.notes import notes, sections
from tools.project import ROOT, described

CHANGELOG = """# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-24

### Added

- Something with [a page](docs/page.md).

## [0.1.0] - 2026-11-30

### Fixed

- A sum.
"""


def test_a_version_is_told_with_its_day_and_nothing_of_its_neighbours():
    assert notes(CHANGELOG, "0.2.0") == "communitywelfare 0.2.0 (2026-12-24)\n\nAdded:\n\n- Something with a page.\n"
    assert notes(CHANGELOG, "0.1.0") == "communitywelfare 0.1.0 (2026-11-30)\n\nFixed:\n\n- A sum.\n"


@pytest.mark.parametrize(
    ("version", "said"),
    [("0.3.0", "CHANGELOG.md has no 0.3.0; it has Unreleased, 0.2.0, 0.1.0"), ("Unreleased", "says nothing of")],
)
def test_what_there_is_nothing_to_tell_of_is_refused(version, said):
    with pytest.raises(SystemExit, match=said):
        notes(CHANGELOG, version)


def test_git_takes_no_line_of_our_notes_for_a_comment():
    text = notes((ROOT / "CHANGELOG.md").read_text("utf-8"), "Unreleased")
    assert [line for line in text.splitlines() if line.startswith("#")] == []
    assert text.count("\n- ") > 50


def test_the_changelog_has_released_versions_with_a_day_and_ours_in_front():
    found = sections((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert next(iter(found)) == "Unreleased"
    assert [version for version, (day, _text) in found.items() if not day] == ["Unreleased"]
    released = [version for version in found if version != "Unreleased"]
    assert released[:1] in ([], [described()["version"]])
