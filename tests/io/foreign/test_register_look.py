"""A foreign register seen as a whole: what whole members show is told at the cells of their own sheet."""

from datetime import date

import pytest

from communitywelfare.errors import Severity
from communitywelfare.fund.titles import TITLES
from communitywelfare.identity import CitizenId
from communitywelfare.io.foreign.names import is_child_title, sex_of_title
from communitywelfare.io.foreign.register_look import seen_whole

COLUMNS = {
    "เลขที่": "member_no",
    "บัตร": "national_id",
    "คำนำหน้า": "title",
    "ชื่อ": "first_name",
    "สกุล": "last_name",
    "เพศ": "sex",
    "เกิด": "birth_date",
    "สมัคร": "join_date",
    "สถานะ": "status",
    "พ้น": "exit_date",
    "ตาย": "death_date",
    "หมู่": "moo",
}
AS_OF = date(2024, 9, 30)
ID, OTHER = (CitizenId.synthetic(number).reveal("a made-up register") for number in (1, 2))


@pytest.fixture
def told(profile_of, imported):
    """The codes of what a register shows as a whole, with the row, the column and the severity of each."""
    columns = "".join(
        f'[[columns]]\nfield = "members.{name}"\nheaders = ["{header}"]\n' for header, name in COLUMNS.items()
    )

    def look(*rows: tuple[str, ...]):
        found = imported(profile_of(columns), tuple(COLUMNS), *rows)
        assert not found.has_errors
        new = seen_whole(found, AS_OF).findings[len(found.findings) :]
        return {(each.code, each.place.row, each.place.column, each.severity) for each in new}

    return look


SOMCHAI = ("001", ID, "นาย", "สมชาย", "ใจดี", "ชาย", "20/4/2510", "7/1/2550", "ปกติ", "", "", "4")


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(COLUMNS.values(), row, strict=True))


def test_a_register_without_a_fault_shows_none(told) -> None:
    assert {code for code, *_place in told(SOMCHAI)} == {"register.house_missing"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"birth_date": "20/4/2560"}, ("member.born_after_joining", 2, "G เกิด", Severity.ERROR)),
        ({"exit_date": "1/1/2549", "status": "ลาออก"}, ("member.ended_before_joining", 2, "J พ้น", Severity.ERROR)),
        ({"death_date": "1/1/2549", "status": "ตาย"}, ("member.died_before_joining", 2, "K ตาย", Severity.ERROR)),
        ({"status": "ลาออก"}, ("member.exit_date_missing", 2, "J พ้น", Severity.ERROR)),
        ({"birth_date": ""}, ("member.birth_missing", 2, "G เกิด", Severity.WARNING)),
        ({"title": "นาง"}, ("member.title_of_other_sex", 2, "C คำนำหน้า", Severity.WARNING)),
        ({"birth_date": "20/4/2440"}, ("member.age_implausible", 2, "G เกิด", Severity.WARNING)),
    ],
)
def test_what_a_member_shows_is_told_at_the_cell_of_the_sheet(told, cells, expected) -> None:
    assert expected in told(changed(SOMCHAI, **cells))


def test_one_person_twice_is_told_at_the_later_row(told) -> None:
    again = changed(SOMCHAI, member_no="002", join_date="1/1/2560")
    assert ("id.two_active", 3, "B บัตร", Severity.ERROR) in told(SOMCHAI, again)


def test_joining_again_after_leaving_is_no_duplicate(told) -> None:
    left = changed(SOMCHAI, exit_date="1/1/2555", status="ลาออก")
    again = changed(SOMCHAI, member_no="002", join_date="1/1/2560")
    found = told(left, again)
    assert ("member.enrolled_again", 3, "B บัตร", Severity.INFO) in found
    assert not {code for code, *_place in found} & {"id.two_active", "member.may_be_twice"}


def test_one_name_under_two_ids_may_be_one_person(told) -> None:
    found = told(SOMCHAI, changed(SOMCHAI, member_no="002", national_id=OTHER))
    assert ("member.may_be_twice", 3, "D ชื่อ", Severity.INFO) in found  # two IDs say they are two


def test_rows_that_were_set_aside_are_no_part_of_it_and_places_stay_right(profile_of, imported) -> None:
    columns = "".join(
        f'[[columns]]\nfield = "members.{each}"\nheaders = ["{head}"]\n' for head, each in COLUMNS.items()
    )
    rows = (changed(SOMCHAI, join_date="31/2/2550"), changed(SOMCHAI, member_no="002", birth_date=""))
    found = seen_whole(imported(profile_of(columns), tuple(COLUMNS), *rows), AS_OF)
    (told_once,) = (each for each in found.findings if each.code == "member.birth_missing")
    assert (told_once.place.row, told_once.place.record) == (3, "002")


def test_without_a_day_the_register_is_not_looked_at_and_that_is_told(profile_of, imported) -> None:
    columns = "".join(
        f'[[columns]]\nfield = "members.{each}"\nheaders = ["{head}"]\n' for head, each in COLUMNS.items()
    )
    found = seen_whole(imported(profile_of(columns), tuple(COLUMNS), SOMCHAI), None)
    assert found.findings[-1].code == "import.register_unseen"


@pytest.mark.parametrize("title", sorted(TITLES))
def test_a_title_says_the_same_to_the_register_and_to_the_reader_of_columns(title) -> None:
    assert (sex_of_title(title), is_child_title(title)) == (TITLES[title].sex, TITLES[title].is_child)
