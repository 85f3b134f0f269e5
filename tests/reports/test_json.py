"""Values as JSON: whatever a value holds, it is text, numbers, lists and dictionaries."""

import json

import pytest
from hypothesis import given

import communitywelfare as cw
from communitywelfare.reports import as_json, json_text
from communitywelfare.strategies import funds


@given(funds())
def test_every_value_of_a_fund_is_plain_json(fund):
    day = fund.as_of
    for value in (*fund.register, *fund.contributions, *fund.claims, *fund.actions, *fund.rounds, fund.profile):
        assert json.loads(json.dumps(as_json(value))) == json.loads(json_text(value))
    for member in fund.register:
        json.dumps(as_json(fund.arrears(member, day)))


@pytest.mark.parametrize("day", ["on"])
def test_a_day_within_a_value_is_iso(day):
    fund = cw.make_package(cw.Plan(members=5, years=1, seed=1)).fund
    arrears = fund.arrears(fund.register.memberships[0], fund.as_of)
    assert as_json(arrears)[day] == fund.as_of.isoformat()
