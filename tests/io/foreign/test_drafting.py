"""A first profile for a sheet: what is certain is taken, what is not is asked, and it can be read as it stands."""

from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.io.foreign.book import Book, RawSheet
from communitywelfare.io.foreign.drafting import drafted
from communitywelfare.io.foreign.profile import Field
from communitywelfare.io.foreign.profile_toml import parse_profile
from communitywelfare.io.foreign.spellings import header_aliases

ALIASES = st.lists(st.sampled_from(sorted(header_aliases())) | st.sampled_from(["กระปุก", "", '"ก"\\']), max_size=12)
KNOWN = st.sampled_from(["ชื่อ", "สกุล", "เพศ", "สถานภาพ"])
HEADERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | KNOWN


@given(st.lists(HEADERS, max_size=6), st.text(min_size=1, max_size=12))
@example(["a\x7f"], "x")
@example(["a\x85\u2028\x00"], "x")
@example(["ก"], "x\udcff")
def test_a_draft_is_a_profile_whatever_things_are_called(headers, name) -> None:
    row = ["เลขที่สมาชิก", "วันที่สมัคร", *headers]
    sheet = RawSheet(name="", rows=[row, ["x"] * len(row)], lines=[1, 2])
    found = drafted(Book(file="a.csv", sheets=(sheet,)), name)
    profile = parse_profile(found.text.encode(), "mine.toml")
    assert [str(each.fills) for each in profile.columns][:2] == ["members.member_no", "members.join_date"]
    told = {each.headers[0] for each in profile.columns if each.headers}
    assert told == {each.header for each in found.columns} - {""} <= {header.strip() for header in row}


def draft_of(*headers: str):
    sheet = RawSheet("ทะเบียน", [headers, ["x"] * len(headers)], (1, 2))
    return drafted(Book(file="ก.xlsx", sheets=(sheet,)), "mine")


@given(ALIASES)
def test_a_draft_is_a_profile_that_takes_what_is_certain(headers) -> None:
    found = draft_of("เลขที่สมาชิก", "วันที่สมัคร", *headers)
    profile = parse_profile(found.text.encode(), "mine.toml")
    taken = [(each.column + 1, Field.parse(each.meanings[0])) for each in found.columns if each.is_taken]
    assert [(each.position, each.fills) for each in profile.columns if each.fills is not None] == taken


def test_what_is_not_certain_is_asked_and_what_holds_no_facts_is_not() -> None:
    found = draft_of("ที่", "เลขทะเบียน", "ชื่อ", "วันที่สมัคร", "สถานภาพ", "ลายมือชื่อ", "รวม", "อายุ", "กระปุก", "isDrop", "")
    asked = {each.place.column: each.code for each in found.findings if each.place.column}
    assert asked == {
        "E สถานภาพ": "draft.ambiguous",
        "I กระปุก": "draft.unknown",
        "J isDrop": "draft.unknown",
        "K": "draft.nameless",
    }
    assert [each.header for each in found.columns if each.why == "aside"] == ["ที่", "ลายมือชื่อ", "รวม"]
    assert [each.header for each in found.columns if each.why == "derived"] == ["อายุ"]
