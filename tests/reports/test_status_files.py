"""The status form as files: one form as a page, a paper and data; persons masked; what is missing, listed."""

import io
import json
import re
from datetime import date

import pypdf
import pytest
from attrs import evolve

from communitywelfare.errors import InvalidValue
from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.identity import Details, PersonName
from communitywelfare.io.form_toml import status_form
from communitywelfare.money import Money
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.documents.document import Beside, Choices, Facts, Heading, Signatures, Together
from communitywelfare.reports.forms import (
    FORM_ENDINGS,
    STATUS_FILES,
    filled_status_form,
    official_form,
    status_data,
    status_document,
    status_files,
)
from communitywelfare.reports.sheets import RowKind, Table
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, words

NAME, PHONE = "นางสมมุติ กานารี", "000-111-2222"
ON = date(2024, 9, 30)


def whole():
    fund = make_package(Plan(members=60, years=6, seed=8)).fund
    committee = tuple(
        CommitteeMember(name=PersonName(NAME), position=position, represents="พระ", phone=Details({"phone": PHONE}))
        for position in ("ประธาน", "เลขานุการ")
    )
    answers = (Answer(item="9.1.rules", answer="yes"), Answer(item="14.problems", answer="<b>ขาดคน</b> & เวลา"))
    return evolve(fund, committee=committee, answers=answers)


FUND = whole()
FORM = filled_status_form(FUND, ON)
BARE = evolve(FUND, absent=FUND.absent | {"journal", "accounts", "cofunding", "committee", "answers", "matches"})


def flat(blocks):
    for block in blocks:
        if isinstance(block, Together):
            yield from flat(block.blocks)
        elif isinstance(block, Beside):
            yield from (block.left, block.right)
        else:
            yield block


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_the_same_every_time(language):
    made = status_files(FUND, ON, language)
    assert tuple(made) == STATUS_FILES
    assert made == status_files(FUND, ON, language)
    assert made["status.html"].startswith(b"<!DOCTYPE html>")
    assert made["status.pdf"].startswith(b"%PDF-")
    page = made["status.html"].decode()
    assert "&lt;b&gt;ขาดคน&lt;/b&gt; &amp; เวลา" in page
    assert not re.search(r'(?:src|href)="(?!#)(?!data:)', page)


def test_all_that_is_known_stands_on_the_page_and_on_the_paper():
    made = status_files(FUND, ON, "th")
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made["status.pdf"])).pages)
    page = made["status.html"].decode()
    for item in FORM.version.items.values():
        value = FORM.values[item.id]
        if isinstance(value, Money) and not item.id.startswith("10."):
            assert str(value) in page
            assert str(value) in paper
    whole_baht = f"{FORM.values['10.received'].satang // 100:,}"
    assert page.count(f">{whole_baht}<") == 2
    assert paper.count(whole_baht) >= 3


@pytest.mark.parametrize("form", ["html", "pdf", "json"])
def test_names_and_telephones_are_masked_unless_asked_for(form):
    def text(*, unmasked: bool) -> str:
        contents = status_files(FUND, ON, "th", unmasked=unmasked)[f"status.{form}"]
        if form != "pdf":
            return contents.decode()
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(contents)).pages)

    masked, unmasked = text(unmasked=False), text(unmasked=True)
    assert "กานารี" not in masked
    assert PHONE not in masked
    assert PHONE in unmasked
    assert form == "pdf" or NAME in unmasked  # a paper's text has its vowels in an order of its own
    assert repr(FORM).count("กานารี") == repr(FORM.values).count("กานารี") == 0


def test_the_data_hold_every_item_in_its_order_with_its_words():
    data = json.loads(status_files(FUND, ON, "th")["status.json"])
    assert [item["id"] for item in data["items"]] == list(status_form().in_year(2567).items)
    found = {item["id"]: item for item in data["items"]}
    assert (found["9.1.rules"]["value"], found["9.1.rules"]["words"]["th"]) == ("yes", "มี")
    assert found["3.1.current"] == {
        "id": "3.1.current", "part": "3.1", "th": "สมาชิกปัจจุบัน (คน)", "en": "Current members", "kind": "count",
        "value": FORM.values["3.1.current"],
    }  # fmt: skip
    assert found["4.1.cumulative"]["value"] == FORM.values["4.1.cumulative"].plain
    assert found["5.benefits"]["value"][1]["baht"] == FORM.values["5.benefits"][1]["baht"].plain
    assert found["1.chair"]["value"] == "น•••"
    assert found["13.plans"]["missing"]["code"] == "form.answer_missing"
    assert [each["id"] for each in data["missing"]] == [item.id for item, _why in FORM.missing]
    assert {each["id"]: each["filled_by"] for each in data["missing"]}["13.plans"] == "answers.csv: 13.plans"
    assert (data["masked"], data["synthetic"], data["as_of"]) == (True, True, "2024-09-30")
    assert status_data(FORM, unmasked=True)["masked"] is False


def test_the_identities_stand_by_themselves_and_in_the_form_alike():
    made = status_files(FUND, ON, "th")
    identities = json.loads(made["identities.json"])
    assert identities == json.loads(made["status.json"])["identities"]
    assert [each["id"] for each in identities] == list("1234567")
    assert all(set(each) >= {"id", "left", "right", "relation", "holds"} for each in identities)
    assert all(each["holds"] is True for each in identities)
    bare = json.loads(status_files(BARE, ON, "th")["identities.json"])
    assert [each["holds"] for each in bare] == [None] * 5 + [True, None]
    assert bare[0]["why"] == "accounts, journal"


def test_section_10_faces_itself_with_baht_and_satang_apart():
    beside = next(block for block in _all(status_document(FORM).blocks) if isinstance(block, Beside))
    for table, total in ((beside.left, "10.received"), (beside.right, "10.applied")):
        last = table.rows[-1]
        assert last.kind is RowKind.TOTAL
        assert last.cells[1] * 100 + last.cells[2] == FORM.values[total].satang
        lines = [row.cells for row in table.rows if row.kind is RowKind.LINE]
        assert sum(baht * 100 + satang for _words, baht, satang in lines) == FORM.values[total].satang


def _all(blocks):
    for block in blocks:
        yield block
        if isinstance(block, Together):
            yield from _all(block.blocks)


def test_less_than_nothing_is_set_with_its_sign():
    form = evolve(FORM, values={**FORM.values, "10.R1.9": Money.baht("-1234.05")})
    [row] = [
        row
        for block in flat(status_document(form).blocks)
        if isinstance(block, Table)
        for row in block.rows
        if {"th": "-1,234", "en": "-1,234"} in row.cells
    ]
    assert row.cells[2] == 5


def test_the_paper_has_all_sections_boxes_and_who_signs():
    blocks = list(flat(status_document(FORM).blocks))
    heads = [block.words["th"] for block in blocks if isinstance(block, Heading) and block.level == 1]
    numbers = [head.partition(".")[0] for head in heads if head[0].isdigit()]
    assert numbers == [str(number) for number in range(1, 16)]
    [rules] = [block for block in blocks if isinstance(block, Choices) and block.name["en"] == "Written rules"]
    assert [ticked for _words, ticked in rules.choices] == [True, False]
    [signatures] = [block for block in blocks if isinstance(block, Signatures)]
    assert [name for _role, name in signatures.who] == ["น•••", "น•••", ""]


@pytest.mark.parametrize("fund", [FUND, BARE], ids=["whole", "bare"])
def test_everything_that_is_missing_is_listed_and_left_to_be_filled_in(fund):
    form = filled_status_form(fund, ON)
    blocks = list(flat(status_document(form).blocks))
    [missing] = [block for block in blocks if isinstance(block, Table) and block.columns[-1].id == "fill"]
    assert [(row.cells[0], row.cells[2]["th"]) for row in missing.rows] == [
        (item.id, words(why, "th")) for item, why in form.missing
    ]
    facts = {name["en"]: cell for block in blocks if isinstance(block, Facts) for name, cell in block.pairs}
    assert facts["Plans"] is None


def test_a_form_in_which_nothing_is_missing_says_so():
    answered = {item.id: "x" for item, _why in FORM.missing}
    form = evolve(FORM, values={**FORM.values, **answered})
    assert form.missing == ()
    assert "มีข้อมูลครบทุกข้อ" in str(status_document(form))


def test_a_long_list_may_run_over_the_page():
    many = evolve(FUND, committee=FUND.committee * 20)
    blocks = status_document(filled_status_form(many, ON)).blocks
    assert any(isinstance(block, Table) and len(block.rows) == 40 for block in blocks)


def test_an_official_form_is_no_spreadsheet():
    asked = Asked(first=ON, last=ON)
    for form in FORM_ENDINGS:
        assert official_form("Y1", FUND, asked, form, language="th")
    with pytest.raises(InvalidValue) as caught:
        official_form("Y1", FUND, asked, "xlsx", language="th")
    assert caught.value.findings[0].code == "statement.no_such_form"


def test_thai_digits_are_thai_throughout_section_10():
    made = status_files(FUND, ON, "th", digits="thai")["status.html"].decode()
    baht, satang = divmod(FORM.values["10.received"].satang, 100)
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    assert f"{baht:,}".translate(thai) in made
    assert f"{satang:02}".translate(thai) in made


def test_a_day_before_every_known_form_is_told_on_the_earliest():
    assert filled_status_form(FUND, date(2022, 2, 28)).version is status_form().versions[0]
