"""What the kit holds every decision to, shown on decisions that are spoilt by hand."""

from datetime import date

import pytest
from attrs import evolve

from communitywelfare.claims import CapUsage, Decision, Outcome, Step
from communitywelfare.conformance.clause_checks import hold, violations
from communitywelfare.conformance.trials import Broken
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import ZERO, Money

INFO, REDUCE, BLOCK = (Finding("x.y", severity) for severity in (Severity.INFO, Severity.REDUCE, Severity.BLOCK))
USED = CapUsage(limit_id="baht per event", window="event", unit="baht", limit=500, used_before=0, consumed=500)
STEPS = (
    Step(kind="flat", before=ZERO, after=Money(900), reason=INFO),
    Step(kind="baht per event", before=Money(900), after=Money(500), reason=REDUCE),
)
SOUND = Decision(
    claim="1",
    benefit="death",
    outcome=Outcome.PARTIAL,
    assessed=Money(500),
    uncapped=Money(900),
    trail=STEPS,
    reasons=(INFO, REDUCE),
    cap_usage=(USED,),
    basis=date(2024, 1, 1),
)


def test_a_sound_decision_violates_nothing():
    assert list(violations(SOUND, Money(500))) == []
    passed_before = evolve(USED, used_before=900, consumed=0)
    assert list(violations(evolve(SOUND, cap_usage=(passed_before,)), Money(500))) == []


@pytest.mark.parametrize(
    ("spoilt", "spread", "told"),
    [
        (evolve(SOUND, uncapped=Money(499)), Money(500), "5.00 is assessed of 4.99 without limits"),
        (evolve(SOUND, reasons=(BLOCK, REDUCE), outcome=Outcome.PAYABLE), Money(500), "something stands in the way"),
        (evolve(SOUND, trail=STEPS[1:]), Money(500), "the steps do not lead"),
        (evolve(SOUND, trail=STEPS[:1]), Money(500), "the steps do not lead"),
        (evolve(SOUND, outcome=Outcome.PAYABLE), Money(500), "the outcome is PAYABLE"),
        (evolve(SOUND, reasons=(INFO,)), Money(500), "the outcome is PARTIAL"),
        (evolve(SOUND, cap_usage=(evolve(USED, used_before=1),)), Money(500), "the limit baht per event is passed"),
        (evolve(SOUND, cap_usage=(evolve(USED, consumed=-1),)), Money(500), "the limit baht per event is passed"),
        (SOUND, Money(499), "its days add up to 4.99, and 5.00 is payable"),
    ],
)
def test_each_way_of_being_spoilt_is_told_alone(spoilt, spread, told):
    (found,) = violations(spoilt, spread)
    assert found.startswith(told)


def test_the_first_violation_is_told_with_the_claim():
    hold((), "the facts")
    with pytest.raises(Broken, match="in a clause, one") as told:
        hold(("one", "two"), "the facts")
    assert told.value.facts == "the facts"
