"""A chart that a fund extended must hold together: each fault is found where it stands, and only it."""

from datetime import date

import pytest
from attrs import evolve

from communitywelfare.accounting import Account, AccountType, Chart
from communitywelfare.fund.chart_checks import chart_findings
from communitywelfare.fund.checks import check
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=3, years=1, seed=1, until=date(2024, 9, 30))).fund
OWN = Account(
    code="51170",
    name={"th": "สวัสดิการ – บวช", "en": "Ordination"},
    type=AccountType.EXPENSE,
    parent="50000",
    line="P1.3",
)


def extended(*accounts: Account, **changes: object) -> list[tuple[str, str, str]]:
    added = [evolve(OWN, **changes), *accounts]
    fund = evolve(FUND, chart=Chart((*FUND.chart.accounts, *added)))
    return [(found.code, found.place.column, found.place.record) for found in chart_findings(fund)]


def test_the_shipped_chart_and_an_account_of_one_s_own_are_sound():
    assert list(chart_findings(FUND)) == []
    assert extended() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"parent": "60000"}, [("chart.unknown_parent", "parent", "51170")]),
        ({"parent": "40000"}, [("chart.other_type", "type", "51170")]),
        ({"line": "P9.9"}, [("chart.unknown_line", "codi10_line", "51170")]),
        ({"line": ""}, [("chart.no_line", "codi10_line", "51170")]),
        ({"source": "NOBODY"}, [("chart.unknown_source", "source", "51170")]),
        ({"is_held": True}, [("chart.not_held", "is_held", "51170")]),
        ({"parent": "51170"}, [("chart.circle", "parent", "51170")]),
        ({"code": "51160"}, [("chart.code_twice", "code", "51160")] * 2),
    ],
)
def test_a_chart_broken_one_way_has_exactly_that_fault(changes, found):
    assert extended(**changes) == found


def test_a_circle_through_another_account_is_found_at_both():
    other = evolve(OWN, code="51180", parent="51170")
    assert extended(other, parent="51180") == [
        ("chart.circle", "parent", "51170"),
        ("chart.circle", "parent", "51180"),
    ]


def test_check_looks_at_the_chart_and_names_the_line_of_the_file():
    fund = evolve(FUND, chart=Chart((*FUND.chart.accounts, evolve(OWN, parent="60000"))))
    lines = range(2, len(fund.chart.accounts) + 2)
    [found] = [each for each in check(fund, lines={"accounts": lines}) if each.code.startswith("chart.")]
    assert found.place.row == lines[-1]
