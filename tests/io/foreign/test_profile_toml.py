"""Profiles as TOML files: what they say is what is read, every mistake is told with its line."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Era
from communitywelfare.errors import InvalidValue
from communitywelfare.io._files import read_resource
from communitywelfare.io.foreign.days import DayOrder
from communitywelfare.io.foreign.profile import STYLES, Field, SheetChoice
from communitywelfare.io.foreign.profile_toml import (
    FORMAT,
    parse_profile,
    profile_named,
    shipped_profile,
    shipped_profiles,
)

HEAD = f'''format = "{FORMAT}"
id = "mine"
seen = "a sheet"

[name]
th = "ของฉัน"
en = "Mine"
'''
COLUMN = """
[[columns]]
field = "members.member_no"
headers = ["เลขที่"]
needed = true
"""


def parsed(text: str):
    return parse_profile((HEAD + text).encode(), "mine.toml")


def mistakes(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InvalidValue) as told:
        parsed(text)
    return [(each.code, each.place.row) for each in told.value.findings]


def test_a_profile_with_everything_says_all_of_it() -> None:
    found = parsed(
        """
[file]
kinds = [".csv"]
encoding = "cp874"
separator = "tab"

[sheets]
which = ["หมู่ 1", "หมู่ 2"]
name_fills = "members.moo"

[header]
rows = [2, 3]

[values]
era = "BE"
date_order = "ymd"
blank_amount = "zero"

[rows]
totals = ["สรุป"]
dropped = { headers = ["ลบ"], is = ["1"] }
numbered = "members.member_no"
status_from_dates = true

[constants]
"members.status" = "ACTIVE"

[[columns]]
field = "members.carry_forward"
headers = ["ยอดยกมา"]
position = 4
blank = "ask"
satang = ["สต."]
written = "commas"
era = "CE"

[[columns]]
headers = ["ลำดับ"]
not_taken = "the number of the line"

[spellings."members.carry_forward"]
"ก" = "1"

[months]
headers = ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."]
first = 10
year = 2566
totals = ["รวม"]
"""
    )
    assert (found.kinds, found.encoding, found.separator) == ((".csv",), "cp874", "tab")
    assert found.sheets.choice is SheetChoice.NAMED
    assert found.sheets.names == ("หมู่ 1", "หมู่ 2")
    assert found.sheets.name_fills == Field("members", "moo")
    assert (found.header_rows, found.era, found.order, found.blank) == ((2, 3), Era.BE, DayOrder.YMD, "zero")
    assert (found.totals, found.dropped.values, found.status_from_dates) == (("สรุป",), ("1",), True)
    assert found.constants == {Field("members", "status"): "ACTIVE"}
    carried, number = found.columns
    assert (carried.position, carried.blank, carried.satang, carried.era) == (4, "ask", ("สต.",), Era.CE)
    assert (carried.spellings, number.fills, number.why) == ({"ก": "1"}, None, "the number of the line")
    assert (found.months.first, found.months.year, found.months.totals) == (10, 2566, ("รวม",))
    assert found.tables == ("members", "contributions")


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    assert mistakes(
        COLUMN
        + """
[[columns]]
field = "members.nothing"
headers = ["ก"]
not_taken = "x"

[values]
era = "RS"
blank_amount = "null"

[header]
rows = [2, 4]

[colums]
x = 1
"""
    ) == [
        ("profile.key_unknown", 26),
        ("profile.field_unknown", 15),
        ("profile.value_unreadable", 24),
        ("profile.value_unknown", 20),
        ("profile.value_unknown", 21),
    ]


@pytest.mark.parametrize(
    ("text", "name", "known"),
    [
        ('[file]\nseparator = "|"\n', "separator", {"auto", "tab", ",", ";"}),
        ('[values]\nera = "AD"\n', "era", {"BE", "CE", "auto"}),
        ('[values]\ndate_order = "dym"\n', "date_order", {"dmy", "mdy", "ymd"}),
        (COLUMN + 'written = "dd.mm.yy"\n', "written", set(STYLES)),
    ],
)
def test_of_a_closed_list_it_is_told_what_there_is(text: str, name: str, known: set[str]) -> None:
    with pytest.raises(InvalidValue) as told:
        parsed(text)
    [found] = told.value.findings
    assert (found.code, found.params["name"], set(found.params["known"])) == ("profile.value_unknown", name, known)


def test_a_text_that_is_no_choice_of_sheets_is_told() -> None:
    assert [code for code, _line in mistakes('[sheets]\nwhich = "named"\n')] == ["profile.value_unreadable"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[[columns]]\nheaders = ["ก"]\n', "profile.column_of_nothing"),
        ('[[columns]]\nfield = "members.carry_forward"\nderived = true\n', "profile.derived_taken"),
        (COLUMN + COLUMN, "profile.twice"),
        ('[spellings."members.x"]\n"ก" = "1"\n', "profile.field_unknown"),
        ('[constants]\n"members.x" = "1"\n', "profile.field_unknown"),
        ('[constants]\n"members.status" = 1\n', "profile.value_unreadable"),
        ("columns = 3\n", "profile.value_unreadable"),
        ("[rows]\ntotals = []\n", "profile.value_unreadable"),
        ('[rows]\ndropped = { headers = ["a"] }\n', "profile.value_unreadable"),
        ("[sheets]\nwhich = 3\n", "profile.value_unreadable"),
        (f"[months]\nheaders = {[f'ด{at}' for at in range(12)]}\n", "profile.value_missing"),
        ('[months]\nheaders = ["ม.ค."]\nfirst = 1\n', "profile.value_unreadable"),
        (f"[months]\nheaders = {[*'123456789', '10', '11', '๑๑.']}\nfirst = 1\n", "profile.value_unreadable"),
        ('[constants]\n"members.join_date" = "วันนี้"\n', "profile.value_unreadable"),
        ('[spellings."members.sex"]\n"ชาย" = "MAN"\n', "profile.code_unknown"),
        (COLUMN + 'written = "d/m/yyyy"\n', "profile.not_for_kind"),
        (COLUMN + '[spellings."members.sex"]\n"ชาย" = "M"\n', "profile.spellings_of_nothing"),
        ('[sheets]\nwhich = ["ก/ข"]\n', "profile.value_unreadable"),
        (f'[sheets]\nwhich = ["{"ก" * 32}"]\n', "profile.value_unreadable"),
        (COLUMN + 'satang = ["สต."]\n', "profile.not_for_kind"),
    ],
)
def test_what_a_profile_cannot_say_is_told(text: str, code: str) -> None:
    assert code in [each for each, _line in mistakes(text)]


@pytest.mark.parametrize("value", ['"yes"', "1", "[]"])
def test_a_form_is_written_only_or_not_and_nothing_between(value) -> None:
    with pytest.raises(InvalidValue) as told:
        parse_profile(HEAD.replace("[name]", f"written_only = {value}\n[name]").encode(), "mine.toml")
    assert [(each.code, each.place.row) for each in told.value.findings] == [("profile.value_unreadable", 5)]


def test_a_profile_of_another_format_is_refused() -> None:
    with pytest.raises(InvalidValue) as told:
        parse_profile(HEAD.replace(FORMAT, "communitywelfare.profile/9").encode(), "mine.toml")
    assert [each.code for each in told.value.findings] == ["profile.format_unknown"]


def test_every_shipped_profile_is_read_and_fills_known_tables() -> None:
    for name, profile in shipped_profiles().items():
        assert profile.id == name == shipped_profile(name).id
        assert profile.seen
        assert set(profile.names) == {"th", "en"}
        assert profile.tables or profile.is_written_only


def test_a_name_that_is_none_is_told_with_the_names_there_are() -> None:
    with pytest.raises(InvalidValue) as told:
        profile_named("swf")
    assert told.value.findings[0].params["known"] == tuple(shipped_profiles())


def test_a_file_of_a_profile_is_read_by_its_path(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + COLUMN, encoding="utf-8")
    assert profile_named(str(path)).id == "mine"


SHIPPED = {name: read_resource(f"data/profiles/{name}.toml").decode() for name in shipped_profiles()}


@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_a_damaged_profile_is_read_or_refused_with_findings(name: str, data: st.DataObject) -> None:
    lines = SHIPPED[name].splitlines()
    for _change in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at] = data.draw(
            st.sampled_from(["", "[columns]", "x = 1", lines[0], lines[-1]]) | st.just(lines[at].replace('"', "", 1))
        )
    text = "\n".join(lines)
    try:
        parse_profile(text.encode(), "mine.toml")
    except InvalidValue as error:
        assert error.findings
        assert all(each.place.row for each in error.findings)
    else:
        tomllib.loads(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2)
)


@given(st.sampled_from(["file", "sheets", "header", "values", "rows", "months", "name", "columns"]), st.data())
def test_whatever_a_value_is_it_is_read_or_told(table: str, data: st.DataObject) -> None:
    keys = ["kinds", "encoding", "which", "rows", "era", "date_order", "totals", "dropped", "headers", "first", "th"]
    key = data.draw(st.sampled_from(keys))
    value = data.draw(
        st.sampled_from(["1", "true", '"x"', "[]", "[1]", '["x"]', "{}", "{ headers = 1, is = 2 }", "1.5"])
    )
    text = (
        HEAD.replace("[name]", f"[{table}]\n{key} = {value}\n[name]")
        if table != "name"
        else HEAD + f"{key} = {value}\n"
    )
    try:
        parse_profile(text.encode(), "mine.toml")
    except InvalidValue as error:
        assert error.findings


OTHER = """
[[columns]]
field = "members.first_name"
headers = ["{header}"]
{more}
"""


@pytest.mark.parametrize(
    ("header", "more", "what"),
    [
        ("ชื่อ", "position = 3", "3"),
        ("ชื่อ", "position = 4", "4"),
        (" เลข ที่*", "", "เลขที่"),
    ],
)
def test_two_columns_are_never_found_at_one_place(header, more, what) -> None:
    money = '[[columns]]\nfield = "members.carry_forward"\nheaders = ["บาท"]\nsatang = ["สต."]\nposition = 3\n'
    with pytest.raises(InvalidValue) as told:
        parsed(COLUMN + money + OTHER.format(header=header, more=more))
    assert [(each.code, each.params["what"]) for each in told.value.findings] == [("profile.twice", what)]
    parsed(COLUMN + money + OTHER.format(header="เลขที่", more="position = 5"))
    parsed(COLUMN + money + OTHER.format(header="ชื่อ", more="position = 2"))


def test_a_date_is_not_written_in_an_order_that_the_profile_does_not_read() -> None:
    day = '[[columns]]\nfield = "members.join_date"\nheaders = ["วันสมัคร"]\nwritten = "{}"\n'
    for order in ("mdy", "ymd"):
        head = f'[values]\ndate_order = "{order}"\n'
        assert mistakes(head + day.format("d/m/yyyy"))[0][0] == "profile.not_for_kind"
        parsed(head + day.format("yyyy-mm-dd"))
    parsed(day.format("d/m/yyyy"))


@pytest.mark.parametrize("value", ["1", "true", "1.5", "[]", '["a"]', "{}", "{a = 1}", "2024-01-01", '""'])
@pytest.mark.parametrize("table", ["[[columns]]\nfield", "[sheets]\nname_fills", "[rows]\nnumbered"])
def test_a_field_that_is_no_text_is_told(table: str, value: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parsed(f"{table} = {value}\n")
    assert refused.value.findings[0].place.row
