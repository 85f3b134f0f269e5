"""The request form on paper, as a page, as data and as a sheet to type from: the same figures, nobody shown unasked."""

import csv
import io
import json
import re
import sys
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings

from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.fund.forms.request import fill_request
from communitywelfare.identity import Details
from communitywelfare.io.form_toml import request_form
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Group
from communitywelfare.money import Money
from communitywelfare.reports.cofunding_files import COFUNDING_FILES, FormLook, cofunding_files
from communitywelfare.reports.documents.document import Choices, Facts, Heading, Prose, Signatures, Sum
from communitywelfare.reports.forms import request_data, request_document, transcription_sheet
from communitywelfare.reports.sheets import Table
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import baht_text

CUT_OFF = date(2023, 9, 30)


@pytest.fixture(scope="module")
def fund():
    made = make_package(Plan(members=120, years=4, seed=11)).fund
    members = made.register.current(CUT_OFF)
    offices = ("ประธาน", "เหรัญญิก", "เลขานุการ", "กรรมการ", "กรรมการ", "ผู้ประสานงาน")
    committee = tuple(
        CommitteeMember(name=member.person.name, position=office, phone=Details({"phone": f"08000000{place:02d}"}))
        for place, (member, office) in enumerate(zip(members, offices, strict=False), start=11)
    )
    answers = (
        Answer(item="4.1.certified", answer="registered"),
        Answer(item="9.1.rules", answer="yes"),
        Answer(item="9.6.monitoring_outside", answer="ทุกสองปี"),
        Answer(item="request.use", answer="<script>alert(1)</script> & ตามระเบียบ"),
    )
    return evolve(made, committee=committee, answers=answers)


def filled(fund):
    return fill_request(fund, state_scheme(), request_form(), 2567, cut_off=CUT_OFF)


@pytest.fixture(scope="module")
def form(fund):
    return filled(fund)


def made(form, **look):
    return cofunding_files(form, FormLook(language="th", **look))[0]


def facts(form, **more):
    blocks = request_document(form, **more).blocks
    return {name["en"]: value for block in blocks if isinstance(block, Facts) for name, value in block.pairs}


def rows(contents):
    return list(csv.reader(io.StringIO(contents.decode("utf-8-sig"))))


def test_the_files_are_those_that_are_owned(form):
    files, lacking = cofunding_files(form, FormLook(language="en"))

    assert sorted(files) == sorted(COFUNDING_FILES)
    assert lacking == ()
    assert files["request.pdf"].startswith(b"%PDF-")
    assert files == cofunding_files(form, FormLook(language="en"))[0]  # the same form gives the same bytes


def test_without_the_typesetter_the_rest_is_made_and_the_extra_named(form, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    files, lacking = cofunding_files(form, FormLook(language="th"))

    assert set(COFUNDING_FILES) - set(files) == {"request.pdf", "status.pdf"}
    assert {finding.params["extra"] for finding in lacking} == {"report"}
    assert not any(finding.is_error for finding in lacking)


def test_the_paper_has_the_parts_in_order_the_sum_in_words_the_promise_and_who_signs(form):
    blocks = request_document(form).blocks
    heads = [block.words["en"].split()[0] for block in blocks if isinstance(block, Heading)]
    signing = [role["en"] for block in blocks if isinstance(block, Signatures) for role, _name in block.who]

    assert heads[:13] == [part.part.number for part in form.parts]
    assert [block.words["th"] for block in blocks if isinstance(block, Sum)] == [baht_text(form.request.amount)]
    assert signing == ["Chair", *["Committee member"] * 4, "Head of the local government"]
    assert any("จะส่งคืนส่วนที่เกิน" in block.words["th"] for block in blocks if isinstance(block, Prose))


def test_one_option_is_ticked_and_it_has_its_number(form):
    (choices,) = (block for block in request_document(form).blocks if isinstance(block, Choices))

    assert [words["en"] for words, ticked in choices.choices if ticked] == [
        "year 4 (members not yet matched three times)"
    ]
    assert len(choices.choices) == 5


def test_answers_are_marked_among_those_that_the_form_prints(form):
    told = facts(form)
    spaced = {name: re.sub(r"\s+", " ", value["en"]) for name, value in told.items() if isinstance(value, dict)}

    assert spaced["Clear rules"] == "( / ) yes ( ) no"
    assert spaced["Accounts are current"] == "( ) yes ( ) no"
    assert told["Monitored from outside"] == "ทุกสองปี"  # no printed answer: as the fund wrote it


def test_groups_that_nobody_can_say_are_told_as_such(fund):
    blank = evolve(fund, register=evolve(fund.register, memberships=tuple(map(_without_group, fund.register))))

    assert facts(filled(blank))["orphans"]["en"] == f"0 ({len(fund.register.current(CUT_OFF))} not known)"
    assert facts(filled(fund))["orphans"] == sum(
        Group.ORPHAN in member.person.groups for member in fund.register.current(CUT_OFF)
    )


def _without_group(membership):
    return evolve(membership, person=evolve(membership.person, groups=frozenset()))


def test_the_criteria_stand_behind_with_every_figure_and_what_is_missing_is_listed(form):
    criteria, to_fill_in = [block for block in request_document(form).blocks if isinstance(block, Table)][-2:]

    assert sum(len(row.cells) == 2 for row in criteria.rows) == sum(len(each.findings) for each in form.criteria)
    assert [row.cells[0] for row in to_fill_in.rows] == [each.item.id for each in form.missing]


def test_an_amount_that_is_no_product_is_told_as_a_sum(form):
    first, *others = form.request.trace
    odd = evolve(form.request, trace=(evolve(first, amount=Money(1)), *others))
    said = [
        block.words["en"] for block in request_document(evolve(form, request=odd)).blocks if isinstance(block, Prose)
    ]

    assert said[0].startswith("The sum over")
    assert form.request.amount == Money.baht(365) * len(form.request.eligible)
    assert "members at 365.00 baht each" in facts_prose(form)


def facts_prose(form):
    return " ".join(block.words["en"] for block in request_document(form).blocks if isinstance(block, Prose))


def test_a_form_in_which_nothing_is_missing_lists_nothing(form):
    parts = tuple(evolve(part, items=tuple(each for each in part.items if each.missing is None)) for part in form.parts)
    heads = [
        block.words["en"] for block in request_document(evolve(form, parts=parts)).blocks if isinstance(block, Heading)
    ]

    assert "Still to be filled in" not in heads
    assert heads[-1].startswith("The six criteria")


def test_whom_the_committee_represents_is_told_in_words(fund):
    both = tuple(evolve(each, represents=who) for each, who in zip(fund.committee, ("สมาชิก", "อปท."), strict=False))

    assert facts(filled(evolve(fund, committee=both)))["Whom they represent"] == "สมาชิก 1, อปท. 1"


# --- masking -----------------------------------------------------------------------------------------------


def personal(fund):
    members = fund.register.current(CUT_OFF)[:6]
    names = [member.person.name.reveal("look for it") for member in members]
    ids = [member.person.citizen_id.reveal("look for it") for member in members[:1]]
    return [*names[:1], *names[5:], *ids, "0800000011", "0800000016"]


@pytest.mark.parametrize("name", ["request.html", "request.json", "transcription.csv", "transcription.html"])
def test_people_are_masked_unless_it_is_asked_for(fund, form, name):
    masked, whole = made(form)[name].decode(), made(form, unmasked=True)[name].decode()
    shown = personal(fund) if name != "request.pdf" else []

    assert [each for each in shown if each in masked] == []
    assert [each for each in shown if each not in whole] == []


def test_the_lists_of_members_stay_masked(form):
    for name in ("eligible.csv", "excluded.csv"):
        assert not re.search(rb"\d{13}", made(form, unmasked=True)[name])


def test_what_a_fund_writes_becomes_no_markup(form):
    page = made(form)["request.html"].decode()

    assert "<script" not in page
    assert "&lt;script&gt;" in page


# --- data and the sheet to type from -----------------------------------------------------------------------


def test_the_data_hold_every_item_in_order_and_add_up_to_the_amount(form):
    data = json.loads(made(form)["request.json"])
    items = [item for part in data["parts"] for item in part["items"]]
    given = {item["id"]: item["value"] for item in items}

    assert [item["id"] for item in items] == [each.item.id for each in form.items]
    assert [each["item"] for each in data["missing"]] == [item["id"] for item in items if "missing" in item]
    assert given["5.amount"] == data["amount"] == form.request.amount.plain
    assert sum(int(each["amount"].replace(".", "")) for each in data["trace"]) == form.request.amount.satang
    assert given["9.1.rules"] == "yes"
    assert given["4.2.option"] == {"option": "later", "number": 4}
    assert given["4.2.rounds"][-1]["as_of"] == "2023-09-30"
    assert {each["id"]: each["met"] for each in data["criteria"]}["4.2"] == "pass"
    assert all(finding["th"] and finding["en"] for each in data["criteria"] for finding in each["findings"])


def test_the_sheet_has_every_figure_once_in_the_order_of_the_form(form):
    header, *lines = rows(made(form)["transcription.csv"])
    items = [line[1] for line in lines]
    heads = [next(name for name in form.version.items if item == name or item.startswith(f"{name}.")) for item in items]

    assert len(header) == 5
    assert len(items) == len(set(items))
    assert list(dict.fromkeys(heads)) == list(form.version.items)
    assert all(bool(line[3]) != bool(line[4]) for line in lines)


def test_the_sheet_types_amounts_without_commas_and_days_of_the_buddhist_year(form):
    typed = {line[1]: line[3] for line in rows(made(form)["transcription.csv"])}

    assert typed["5.amount"] == form.request.amount.plain
    assert typed["4.2.cut_off"] == "30/9/2566"
    assert typed["4.2.rounds.4.requested"] == form.request.amount.plain
    assert typed["4.1.certified"] == "จดทะเบียนเป็นองค์กรสาธารณประโยชน์/องค์กรสวัสดิการชุมชน"


@settings(max_examples=10)
@given(funds())
def test_every_fund_can_be_shown(fund):
    form = fill_request(fund, state_scheme(), request_form(), 2567)

    assert request_document(form).blocks
    assert json.dumps(json.loads(made(form)["request.json"]))
    assert len(transcription_sheet(form).tables[0].rows) >= len(form.items) - 3
    assert request_data(form)["amount"] == form.request.amount
