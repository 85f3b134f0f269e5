"""A layout as the bytes of a file: what a spreadsheet might run is made harmless, and every amount comes back."""

from hypothesis import given

from communitywelfare import strategies
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.writing import sheet_bytes, written

MEMBERS = """
[rows]
status_from_dates = true

[[columns]]
field = "members.member_no"
headers = ["เลขที่"]

[[columns]]
field = "members.join_date"
headers = ["วันสมัคร"]

[[columns]]
field = "members.carry_forward"
headers = ["ยอดยกมา"]
written = "commas"

[[columns]]
field = "members.note"
headers = ["หมายเหตุ"]
"""


@given(strategies.amounts())
def test_an_amount_below_zero_comes_back_from_a_text_with_commas(imported, profile_of, amount) -> None:
    profile = profile_of(MEMBERS)
    row = ("001", "7/1/2549", amount.plain, "=1+1")
    before = imported(profile, ("เลขที่", "วันสมัคร", "ยอดยกมา", "หมายเหตุ"), row).tables
    contents = sheet_bytes(written(before, profile, file="a.csv"), "a.csv")
    after = import_book(book_of("a.csv", contents), profile, Terms()).tables
    assert after["members"].columns["carry_forward"] == [amount]
    assert after["members"].columns["note"] == ["=1+1"]
    assert b",'=1+1" in contents
