"""The course's pages: both languages have the same exercises, and every one of them is solved on the page."""

import re
from pathlib import Path

import pytest

from communitywelfare.io.training_toml import exercises

COURSE = Path(__file__).resolve().parents[2] / "docs" / "training"
THAI, ENGLISH = (COURSE / name for name in ("treasurer.md", "treasurer-en.md"))


def commands(page):
    """The commands of a page, in whichever language they answer."""
    return [line.removesuffix(" --lang en") for line in re.findall(r"^\$ .*", page.read_text("utf-8"), re.MULTILINE)]


def test_both_languages_have_the_same_commands():
    assert commands(THAI) == commands(ENGLISH)


@pytest.mark.parametrize(("page", "done"), [(THAI, "ถูกครบทุกข้อ"), (ENGLISH, "all of it is right")], ids=["th", "en"])
def test_every_exercise_is_begun_and_solved_on_the_page(page, done):
    begun = re.findall(r"training start ex\d+ --exercise (\d+)$", "\n".join(commands(page)), re.MULTILINE)
    assert begun == [str(each.number) for each in exercises().all]
    assert page.read_text("utf-8").splitlines().count(done) == len(begun)


@pytest.mark.parametrize("page", [THAI, ENGLISH], ids=["th", "en"])
def test_the_timetable_adds_up(page):
    rows = re.findall(r"^\| (\d\d):(\d\d) \|.*\| (\d+) \|$", page.read_text("utf-8"), re.MULTILINE)
    at = int(rows[0][0]) * 60 + int(rows[0][1])
    for hours, minutes, lasting in rows:
        assert int(hours) * 60 + int(minutes) == at
        at += int(lasting)
    assert at == 12 * 60 + 30
