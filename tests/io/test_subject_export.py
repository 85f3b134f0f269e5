"""What is held about one person: nothing is left out, and nothing about others is handed over."""

import csv
import html
import json
from datetime import date
from io import StringIO

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import MissingFact
from communitywelfare.fund.profile import CommitteeMember
from communitywelfare.identity import Details, PersonName
from communitywelfare.io._schema import schemas
from communitywelfare.io.package import Package, package_files
from communitywelfare.io.subject_export import subject_data
from communitywelfare.members import Register
from communitywelfare.reports.subject_page import subject_html, subject_json
from communitywelfare.strategies import funds


def files_rows(package):
    """Every row of the package's files, as a spreadsheet would show it."""

    seal = {"prev", "hash"}  # of no person, and of no entry that has not been stored yet
    for name, data in package_files(package).items():
        if name.endswith(".csv") and name != "benefit_rules.csv":
            for row in csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")):
                yield name.removesuffix(".csv"), {column: row[column] for column in row if column not in seal}


def held(data):
    return {each.schema.name: list(each.rows) for each in data.tables}


def busiest(fund):
    """The member of whom most is recorded."""
    return max(fund.register, key=lambda each: len(fund.claims_of_member.get(each.number, ()))).number


def test_every_row_that_names_the_member_is_there_as_it_stands(package):
    number = busiest(package.fund)
    data = held(subject_data(package, number))
    claims = {row["claim_no"] for row in data["benefits"]}
    found = set()
    for table, row in files_rows(package):
        by_claim = {row.get("claim_no"), not row.get("member_no") and row.get("source_ref")}
        if number in row.values() or claims & by_claim:
            found.add(table)
            wanted = {name: text for name, text in row.items() if text}
            assert wanted in [{name: text for name, text in each.items() if text} for each in data[table]], table
    assert {"members", "contributions", "benefits", "claim_actions", "beneficiaries", "journal"} <= found


def test_no_row_about_another_member_is_handed_over(package):
    fund = package.fund
    number = busiest(fund)
    mine = {each.number for each in fund.register.of_same_person(fund.membership(number))}
    for table, rows in held(subject_data(package, number)).items():
        for row in rows:
            assert row.get("member_no", "") in {*mine, ""}, table
            assert row.get("member_no") or table in {"claim_actions", "journal", "households"}


def test_a_person_who_came_back_is_one_person(package):
    first, second, *others = package.fund.register
    again = evolve(second, person=first.person)
    changed = evolve(package, fund=evolve(package.fund, register=Register((first, again, *others))))
    assert set(subject_data(changed, first.number).members) == {first.number, second.number}
    assert {row["member_no"] for row in held(subject_data(changed, second.number))["members"]} == {
        first.number,
        second.number,
    }
    assert subject_data(package, first.number).members == (first.number,)


def test_whoever_bears_the_same_name_is_kept_apart(package):
    member = package.fund.register.memberships[3]
    name = "สมหญิง  ตัวอย่าง"
    person = evolve(member.person, name=PersonName(name), details=Details({"full_name": name}))
    named = CommitteeMember(name=PersonName("สมหญิง ตัวอย่าง"), position="ประธาน", since=date(2020, 1, 1))
    fund = evolve(
        package.fund,
        register=package.fund.register.replacing(evolve(member, person=person)),
        committee=(*package.fund.committee, named),
    )
    data = subject_data(evolve(package, fund=fund), member.number)
    assert "committee" not in held(data)
    assert [(each.schema.name, len(each.rows)) for each in data.by_name if each.schema.name == "committee"] == [
        ("committee", 1)
    ]
    assert "ชื่อเหมือนกัน" in subject_html(data).decode()
    assert "same name" in subject_html(data, "en").decode()


def test_rows_that_could_not_be_used_are_handed_over_as_they_stand(folder):
    package = folder.read().package
    member = package.fund.register.memberships[2]
    number = member.person.citizen_id.reveal("a test")
    dashed = f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
    folder.set("contributions", 4, member_no=member.number, amount="ร้อยบาท")
    folder.set("beneficiaries", 4, national_id=dashed, order="หนึ่ง")
    data = subject_data(folder.read().package, member.number)
    aside = {each.schema.name: each.set_aside for each in data.tables if each.set_aside}
    assert aside.keys() == {"contributions", "beneficiaries"}
    assert "ร้อยบาท" in aside["contributions"][0]
    assert "ร้อยบาท" in subject_html(data).decode()
    assert "ร้อยบาท" in subject_json(data).decode()


def test_the_household_and_who_named_the_person_are_told(package):
    one, two, *others = package.fund.register
    here = evolve(one, household="H1")
    heir = evolve(package.fund.beneficiaries[0], member=two.number, citizen_id=one.person.citizen_id)
    fund = evolve(package.fund, register=Register((here, two, *others)), beneficiaries=(heir,))
    households = ({"household_id": "H1", "house_no": "9/1"}, {"household_id": "H2", "house_no": "8"})
    data = held(subject_data(evolve(package, fund=fund, carried={"households": households}), one.number))
    assert [row["house_no"] for row in data["households"]] == ["9/1"]
    assert [row["member_no"] for row in data["beneficiaries"]] == [two.number]


def test_nobody_is_nobody(package):
    with pytest.raises(MissingFact):
        subject_data(package, "9999999")


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_and_the_document_say_all_and_why(language, package):
    data = subject_data(package, busiest(package.fund))
    page = html.unescape(subject_html(data, language).decode())
    document = json.loads(subject_json(data, language))
    assert [each["table"] for each in document["tables"]] == [each.schema.name for each in data.tables]
    for table, told in zip(data.tables, document["tables"], strict=True):
        assert table.schema.sheet in page
        assert told["purpose"]["basis"]
        assert list(told["columns"].values()) == [schemas()[told["table"]].by_id[name].th for name in told["columns"]]
        for row, cells in zip(table.rows, told["rows"], strict=True):
            assert cells == {name: row[name] for name in cells}
            assert {text for text in row.values() if text} == {text for text in cells.values() if text}
            assert [text for text in row.values() if text not in page] == []


def test_what_was_gathered_does_not_show_by_itself(package):
    data = subject_data(package, busiest(package.fund))
    name = package.fund.membership(data.members[0]).person.details.reveal("a test")["first_name"]
    assert name in subject_json(data).decode()
    assert name not in repr(data)


@settings(max_examples=10)
@given(funds(), st.data())
def test_whoever_is_in_a_register_can_ask(fund, chosen):
    if not len(fund.register):
        return
    member = chosen.draw(st.sampled_from(list(fund.register)))
    data = subject_data(Package(fund=fund, bylaw_text=b""), member.number)
    assert member.number in data.members
    assert {row["member_no"] for row in held(data)["members"]} >= {member.number}
