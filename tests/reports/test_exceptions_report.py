"""The exception list as a page: it escapes what it is given, and cannot be made of nothing."""

import pytest
from attrs import evolve

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io.package import Package, Reading
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.reports.exceptions_report import Group, audit_data, audit_files, audit_of
from communitywelfare.strategies.oddities import ODDITIES
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=30, years=4, seed=9)).fund


def reading(fund, *findings):
    return Reading(package=Package(fund=fund, bylaw_text=example_bylaw()), findings=findings)


def test_there_is_no_list_of_a_package_that_could_not_be_made():
    with pytest.raises(ValueError, match="no package"):
        audit_of(Reading(package=None, findings=()))


def test_what_is_wrong_with_the_data_stands_first_and_only_of_the_books():
    of_books = Finding(
        "receipt.not_positive", Severity.ERROR, place=Place(file="contributions.csv"), params={"amount": 0}
    )
    of_people = Finding("id.missing", Severity.WARNING, place=Place(file="members.csv"))
    audit = audit_of(reading(ODDITIES["receipt_gap"](FUND), of_people, of_books))
    assert [(group.name, len(group.findings)) for group in audit.groups] == [("facts", 1), ("receipt_gap", 1)]
    assert audit.findings[0] == of_books


def test_a_group_is_as_serious_as_the_worst_of_it():
    kinds = (Severity.INFO, Severity.ERROR, Severity.WARNING)
    assert Group("facts", tuple(Finding("id.missing", kind) for kind in kinds)).worst is Severity.ERROR


def test_what_was_typed_as_markup_is_shown_as_it_was_typed():
    entries = list(FUND.journal.entries)
    voucher = evolve(entries[-1].voucher, number="<script>", description="")
    odd = evolve(
        FUND, journal=evolve(FUND.journal, entries=(*entries[:-1], evolve(entries[-1], voucher=voucher, seal=None)))
    )
    page = audit_files(audit_of(reading(odd)), "th")["index.html"].decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_every_check_is_counted_also_those_that_found_nothing():
    data = audit_data(audit_of(reading(ODDITIES["paid_twice"](FUND))))
    assert {each["check"]: each["count"] for each in data["checks"] if each["count"]} == {"paid_twice": 1}
