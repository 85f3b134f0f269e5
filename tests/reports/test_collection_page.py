"""The printed sheet: what a collector needs, nothing that a collector does not."""

import re
from datetime import date

import pytest
from attrs import evolve

from communitywelfare.fund.collection import CollectionSheet, SheetId, SheetRow, collection_sheet
from communitywelfare.identity import PersonName
from communitywelfare.money import ZERO, Money
from communitywelfare.reports.collection_page import collection_page
from communitywelfare.synthetic import Plan, make_package


@pytest.fixture(scope="module")
def fund():
    return make_package(Plan(members=120, years=2, seed=3)).fund


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_member_has_a_line_with_the_name_and_no_citizen_id_is_shown(fund, language):
    sheet = collection_sheet(fund, "3", fund.as_of)
    page = collection_page(sheet, language, made_by="test")
    assert len(sheet.rows) > 3
    for row in sheet.rows:
        assert row.member in page
        assert row.name.reveal("a test") in page
    for membership in fund.register:
        digits = membership.person.citizen_id.reveal("a test")
        assert digits not in page
        assert str(membership.person.citizen_id) not in page
    assert str(sheet.id) in page
    assert str(sheet.owed) in page


def test_what_is_owed_is_a_sum_nothing_is_a_dash_and_what_is_not_known_is_said():
    row = SheetRow(member="M1", name=PersonName("<b>ก"), months=2, overdue=Money.baht(60), this_month=ZERO)
    unknown = evolve(row, member="M2", months=None, overdue=None, this_month=None)
    sheet = CollectionSheet(id=SheetId("ก&ข", date(2024, 10, 7)), fund_name="กองทุน", rows=(row, unknown))
    page = collection_page(sheet, "th", made_by="test")
    cells = re.findall(r"<div>(.*?)</div></td>", page)
    assert cells[:7] == ["M1", "&lt;b&gt;ก", "60.00 <small>(2)</small>", "–", "60.00", "", ""]
    assert cells[7:14] == ["M2", "&lt;b&gt;ก", "ไม่ทราบ", "ไม่ทราบ", "ไม่ทราบ", "", ""]
    assert "ก&amp;ข" in page
    assert "7 ตุลาคม 2567" in page


def test_a_village_without_members_has_a_sheet_that_says_so(fund):
    page = collection_page(collection_sheet(fund, "99", fund.as_of), "th", made_by="test")
    assert "ไม่มีสมาชิกในหมู่บ้านนี้" in page
