"""What is expected of one policy after another: what was reckoned before, is what would be reckoned anew."""

from datetime import timedelta
from functools import cache

import numpy as np
import pytest
from attrs import evolve

import communitywelfare as cw
from communitywelfare.calendar import Duration, Unit, YearStart
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.rules import Governs
from communitywelfare.rules.bylaws import Keeps
from communitywelfare.rules.changes import changed
from communitywelfare.rules.expressions import Lasting
from communitywelfare.rules.facts import Clock
from communitywelfare.simulation import expectation, expected_lines, exposures
from communitywelfare.simulation.expectation import Outlook
from communitywelfare.simulation.narrowed import of_clauses, what_decides, without_repeats
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.remembered import Remembered
from communitywelfare.simulation.start import Start

ASSUMPTIONS, SETTING = shipped_assumptions(), Setting(years=4, scenarios=20, seed=3)
SCHEMES = (cw.state_scheme(),)
FUND = cw.make_package(cw.Plan(members=80, years=4, seed=6)).fund
START = Start.of(FUND, SCHEMES)
AS_IT_IS = Policy.of(FUND, SCHEMES)
BYLAW = AS_IT_IS.bylaw
LATER = START.first.first + timedelta(days=400)


def outlook():
    return Outlook.of(START, ASSUMPTIONS, SETTING)


def with_changed(**changes):
    """The newest version with something of it changed."""
    return evolve(AS_IT_IS, bylaw=evolve(BYLAW, versions=(*BYLAW.versions[:-1], evolve(BYLAW.versions[-1], **changes))))


def with_clause(key, **changes):
    clauses = (evolve(each, **changes) if each.key == key else each for each in BYLAW.versions[-1].benefits)
    return with_changed(benefits=tuple(clauses))


LONG = Lasting(Clock.MEMBERSHIP, at_least=Duration(8, Unit.YEAR))
HOSPITAL = BYLAW.versions[-1].by_key["hospital"]
DUES = BYLAW.versions[-1].dues
POLICIES = {
    "as it is": AS_IT_IS,
    "a limit": with_clause(
        "hospital", limits=tuple(evolve(each, maximum=2 * each.maximum) for each in HOSPITAL.limits)
    ),
    "dearer": evolve(AS_IT_IS, bylaw=changed(BYLAW, {"death.steps[1].pay": 90_000}, on=START.first.first)),
    "dearer later": evolve(AS_IT_IS, bylaw=changed(BYLAW, {"hospital.amount.pays": 300}, on=LATER)),
    "no wait": with_clause("birth", conditions=()),
    "a long wait": with_clause("hospital", conditions=(LONG,)),  # in the first year nobody has waited so long
    "not exact": with_clause("birth", deducts=("hospital",)),
    "a year of its own": with_changed(year_start=YearStart(4, 1)),
    "dues": with_changed(dues=evolve(DUES, rate=2 * DUES.rate)),
    "without a match": evolve(AS_IT_IS, schemes=()),
    "by joining": evolve(AS_IT_IS, bylaw=evolve(BYLAW, governs=Governs.JOINING_DATE)),
}


def arrays(found):
    flows = found.flows
    return (
        flows.benefits,
        flows.error,
        flows.dues,
        flows.payers,
        found.members,
        found.elderly,
        found.balance,
        *flows.cofunding.values(),
    )


def is_same(one, other):
    return all(np.array_equal(*both) for both in zip(arrays(one), arrays(other), strict=True))


@cache
def looked_at_alone(few):
    """Each policy looked at by somebody who has looked at no other."""
    assert few == expectation._FEW
    return {name: outlook().under(policy) for name, policy in POLICIES.items()}


@pytest.fixture(params=[expectation._FEW, 0], ids=["few people", "many people"])
def anew(request, monkeypatch):
    monkeypatch.setattr(expectation, "_FEW", request.param)
    return looked_at_alone(request.param)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_looked_at_before_changes_no_bit(anew, seed):
    looked = outlook()
    names = np.random.default_rng(seed).permutation([*POLICIES, *POLICIES]).tolist()
    for name in names:
        found = looked.under(POLICIES[name])
        assert is_same(found, anew[name])
        assert dict(found.inexact) == dict(anew[name].inexact)
        assert found.policy is POLICIES[name]


def test_policies_that_differ_have_other_answers(anew):
    kinds = {tuple(each.tobytes() for each in arrays(found)) for found in anew.values()}
    assert len(kinds) >= len(POLICIES) - 2  # nothing turns on a year of its own, and one version governs everybody


def test_only_what_a_change_touches_is_reckoned_again(monkeypatch):
    asked = []
    looked = outlook()
    monkeypatch.setattr(
        expected_lines, "Lines", lambda cells, lines=expected_lines.Lines: asked.append(cells.bylaw) or lines(cells)
    )
    for name in ("as it is", "dues", "without a match", "a limit", "dearer", "as it is"):
        looked.under(POLICIES[name])
    keys = [bylaw.versions[-1].benefits[0].key for bylaw in asked]
    assert keys == [*AS_IT_IS.bylaw_keys, "hospital", "death"]


@pytest.mark.parametrize("work", [0, 10**9])
def test_it_does_not_matter_how_sums_over_cells_are_made(work, monkeypatch, anew):
    monkeypatch.setattr(exposures, "_WORK_OF_A_PAIR", work)
    for name in ("as it is", "dearer later", "a long wait"):
        for one, other in zip(arrays(outlook().under(POLICIES[name])), arrays(anew[name]), strict=True):
            assert one == pytest.approx(other, rel=1e-11, abs=1e-6)


# --- what is remembered ------------------------------------------------------------------------------------


def test_the_answers_that_were_longest_not_asked_for_are_forgotten():
    remembered, reckoned = Remembered(2), []
    for word in ("a", "b", "a", "c", "a", "b", "c"):
        assert remembered.answer(word, lambda word=word: reckoned.append(word) or word * 2) == word * 2
    assert reckoned == ["a", "b", "c", "b", "c"]


def test_what_cannot_be_a_key_of_a_mapping_can_be_remembered():
    remembered = Remembered(1)
    assert [remembered.answer([1], lambda number=number: number) for number in (5, 6)] == [5, 5]


# --- by-laws of some clauses -------------------------------------------------------------------------------


def test_versions_that_change_nothing_of_some_clauses_are_left_out():
    later = POLICIES["dearer later"].bylaw
    assert len(later.versions) == len(BYLAW.versions) + 1
    assert without_repeats(of_clauses(later, ("death",))) == without_repeats(of_clauses(BYLAW, ("death",)))
    assert len(without_repeats(of_clauses(later, ("hospital",))).versions) > len(
        without_repeats(of_clauses(BYLAW, ("hospital",))).versions
    )


def test_versions_stay_where_one_keeps_something_for_those_of_before():
    newest = POLICIES["dearer later"].bylaw.versions[-1]
    keeps = Keeps(version=BYLAW.versions[-1].version, benefits=("death",), joined_before=LATER)
    both = evolve(BYLAW, versions=(*BYLAW.versions, evolve(newest, keeps=(keeps,))))
    assert without_repeats(of_clauses(both, ("death",))) == of_clauses(both, ("death",))
    assert without_repeats(of_clauses(both, ("birth",))) == without_repeats(of_clauses(BYLAW, ("birth",)))


def test_dues_decide_nothing_that_clauses_pay():
    assert what_decides(POLICIES["dues"].bylaw) == what_decides(BYLAW)
    others = ("a limit", "dearer", "no wait", "a year of its own", "by joining")
    assert all(what_decides(POLICIES[name].bylaw) != what_decides(BYLAW) for name in others)
