"""A sample comes back letter by letter where its profile says how it writes nothing, zero, short years and codes."""

import pytest

from communitywelfare.calendar import read_day
from communitywelfare.errors import InvalidValue
from communitywelfare.io.foreign.blanks import is_blank
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import DASHES
from communitywelfare.io.foreign.profile_toml import parse_profile
from communitywelfare.io.foreign.roundtrip import round_trip, written_and_held

AS_OF = read_day("30/9/2567").day
SAMPLE = """เลขที่,ชื่อ,เพศ,วันเกิด,วันสมัคร,ยกมา
1,ก สมมุติ,ชายไทย,5/4/09,1/2/49,-
2,ข สมมุติ,หญิง,-,3/2/2450,12.50
3,ค สมมุติ,-,30/9/67,1/3/50,-
"""
PROFILE = """
format = "communitywelfare.profile/1"
id = "desk"
name = {{ th = "ของโต๊ะ", en = "the desk's" }}
seen = "made up for a test"
[values]
era = "BE"
[rows]
status_from_dates = true
[[columns]]
field = "members.member_no"
headers = ["เลขที่"]
[[columns]]
field = "members.full_name"
headers = ["ชื่อ"]
[[columns]]
field = "members.sex"
headers = ["เพศ"]
{sex}
[[columns]]
field = "members.birth_date"
headers = ["วันเกิด"]
written = "d/m/yy"
{dash}
[[columns]]
field = "members.join_date"
headers = ["วันสมัคร"]
written = "d/m/yy"
[[columns]]
field = "members.carry_forward"
headers = ["ยกมา"]
blank = "zero"
{dash}
{spellings}
"""
OWN = '[spellings."members.sex"]\n"ชายไทย" = "M"\n"หญิง" = "F"'


def trip(**parts: str):
    text = PROFILE.format(**{"sex": "", "dash": "", "spellings": OWN} | parts)
    profile = parse_profile(text.encode(), "desk.toml")
    return profile, round_trip(book_of("a.csv", SAMPLE.encode()), profile, Terms(as_of=AS_OF, synthetic=True))


def looks(came) -> dict[str, tuple[str, int, object, object]]:
    return {
        each.place.column.split()[-1]: (each.code, *(each.params[name] for name in ("count", "was", "now")))
        for each in came.findings
        if each.code in {"loss.style", "loss.spelling"}
    }


def test_every_cell_is_written_as_it_stood():
    profile, came = trip(dash='dash = "-"', sex='dash = "-"')
    assert came.holds
    assert looks(came) == {}
    contents, losses = written_and_held(came.imported.tables, profile, file="b.csv", encoding="utf-8", as_of=AS_OF)
    assert contents.decode().splitlines() == SAMPLE.splitlines()
    assert losses == ()


def test_without_a_dash_the_looks_differ_and_a_dash_for_zero_is_told_apart_from_one_for_nothing():
    _profile, came = trip()
    assert came.holds
    assert looks(came) == {
        "เพศ": ("loss.spelling", 1, "-", ""),
        "วันเกิด": ("loss.style", 1, "•", ""),
        "ยกมา": ("loss.style", 2, "-", "0.00"),
    }


def test_a_code_that_would_be_spelled_otherwise_is_told_as_a_spelling():
    _profile, came = trip(spellings='[spellings."members.sex"]\n"ชาย" = "M"\n"ชายไทย" = "M"')
    assert came.holds
    assert looks(came)["เพศ"] == ("loss.spelling", 2, "ชายไทย", "ชาย")


def test_two_digits_of_a_year_need_the_day_of_the_file():
    profile, came = trip(dash='dash = "-"', sex='dash = "-"')
    contents, losses = written_and_held(came.imported.tables, profile, file="b.csv", encoding="utf-8")
    assert losses == ()
    assert "5/4/2509" in contents.decode()


@pytest.mark.parametrize("dash", DASHES)
def test_each_dash_is_read_as_nothing(dash):
    assert is_blank(dash)
    assert trip(dash=f'dash = "{dash}"')[1].holds


def test_another_word_for_nothing_is_refused():
    with pytest.raises(InvalidValue) as caught:
        trip(dash='dash = "ไม่มี"')
    assert "profile.value_unknown" in {each.code for each in caught.value.findings}
