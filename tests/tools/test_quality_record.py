"""The quality record at a glance: each page is told, dated where it is dated, and as it stands now."""

from tools.project import QUALITY
from tools.quality_record import PAGE, TOLD, brought_up_to_date, lines


def test_every_page_of_the_shelf_is_told():
    assert {path.stem for path in QUALITY.glob("*.md")} - {"index"} == set(TOLD)
    assert all(f"[{name}]({name}.md)" in lines() for name in TOLD)


def test_the_record_is_up_to_date():
    text = PAGE.read_text("utf-8")
    assert lines() in text
    assert brought_up_to_date(text) == text, "python -m tools.quality_record"


def test_a_record_that_is_old_is_brought_up_to_date():
    text = PAGE.read_text("utf-8")
    assert brought_up_to_date(text.replace(lines(), "\nan older record\n")) == text
