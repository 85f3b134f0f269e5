"""Branches and coordination centres: members by centre, and centres that nobody wrote down."""

from collections import Counter
from datetime import date

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.identity import Details
from communitywelfare.members import Register
from communitywelfare.network import Centre, centre_findings, members_by_centre
from communitywelfare.strategies import registers
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=3, years=1, seed=1)).fund
ON = date(2024, 9, 30)


@st.composite
def centred(draw):
    """The register of a fund whose members are of some centres, or of none."""
    register = draw(registers())
    named = [
        evolve(each, person=evolve(each.person, details=Details({"center": draw(st.sampled_from(["", "ก", "ข"]))})))
        for each in register
    ]
    return Register(tuple(named))


@given(centred())
def test_every_current_member_is_counted_in_one_centre(register):
    fund = evolve(FUND, register=register)
    counted = members_by_centre(fund, ON)
    assert sum(counted.values()) == len(fund.register.current(ON))
    assert counted == Counter(
        each.person.details.reveal("a test").get("center", "") for each in fund.register.current(ON)
    )


@given(centred())
def test_a_centre_that_the_list_does_not_have_is_told(register):
    fund = evolve(FUND, register=register)
    listed = (Centre(fund=fund.profile.fund_id, name="ก"), Centre(fund="another", name="ข"))
    told = [finding.params["centre"] for finding in centre_findings(fund, listed, ON)]
    assert told == [name for name in ("ข",) if name in members_by_centre(fund, ON)]
