"""Drafts of profiles: whatever a header and a file are called, a draft is a profile that can be read as it stands."""

from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.io.foreign.book import Book, RawSheet
from communitywelfare.io.foreign.drafting import drafted
from communitywelfare.io.foreign.profile_toml import parse_profile

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
