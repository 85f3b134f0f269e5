"""What each form of amount gives, to the letter: its slices, its reason with every figure, and each change of it."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve, frozen

from communitywelfare.calendar import Duration, PartialDate, Unit
from communitywelfare.errors import ByLawError, Finding, MissingFact, Place, Severity
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Direction, Money, Rounding
from communitywelfare.rules import ClaimFacts
from communitywelfare.rules.amounts import Bounds, Change, Entitlement, Nothing, Slice, asked, sound
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import LONGEST, CountedUnit, PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Row, Table
from communitywelfare.rules.expressions import ArrearsAtMost, Lasting, ask
from communitywelfare.rules.facts import Clock, Quantity
from communitywelfare.rules.numbers import QuantityNumber
from communitywelfare.rules.tiers import Step, Tiers

PLACE = Place(clause="b")
JOINED, DAY = date(2020, 1, 31), date(2024, 3, 1)
BASIS = date(2024, 2, 28)
FACTS = ClaimFacts(
    basis=BASIS,
    event_day=DAY,
    claim_day=DAY,
    is_member=True,
    joined=JOINED,
    tenure_from=JOINED,
    birth=PartialDate.parse("1960-02-29"),
    relation=Relationship.CHILD,
    arrears_months=2,
    paid=Money.baht(1_234),
    units=3,
)
INFO, BLOCK, REFER = Severity.INFO, Severity.BLOCK, Severity.REFER
PAID, UP = QuantityNumber(Quantity.PAID), Rounding(to=Money.baht(1), direction=Direction.UP, source="ข้อ 1")
YEAR, FOUR_YEARS = Duration(1, Unit.YEAR), Duration(4, Unit.YEAR)
LOW, HIGH = Step(YEAR, Money.baht(300)), Step(FOUR_YEARS, Money.baht(500))
TIERS = Tiers((LOW, HIGH))
SLOW = BaseAndSteps(Clock.MEMBERSHIP, Money.baht(100), Money.baht(30), Duration(9, Unit.MONTH), YEAR)
OWES_LITTLE, IS_OLD = ArrearsAtMost(3), Lasting(Clock.AGE, Duration(90, Unit.YEAR))


def found(code, severity=INFO, **params):
    return Finding(code, severity, place=PLACE, params=params)


def once(amount, reason, *changes, first=None):
    return Entitlement((Slice(DAY, 1, amount),), reason, first, changes)


def baht(count):
    return Money.baht(count)


SHARED = found("amount.share", whole=baht(1_234), share="2/3", amount=baht(823), direction=Direction.UP)
BASE = found("amount.base", of=PAID, amount=baht(1_234))
GIVEN = [
    (Flat(baht(7)), once(baht(7), found("amount.flat", amount=baht(7)))),
    (
        Steps(Clock.MEMBERSHIP, TIERS),
        once(
            baht(500), found("amount.step_by_membership", step=FOUR_YEARS, amount=baht(500), start=JOINED, basis=BASIS)
        ),
    ),
    (
        Steps(Clock.MEMBERSHIP, Tiers((HIGH, Step(Duration(5, Unit.YEAR), baht(9))))),
        once(
            baht(500), found("amount.step_by_membership", step=FOUR_YEARS, amount=baht(500), start=JOINED, basis=BASIS)
        ),
    ),
    (
        Steps(Clock.MEMBERSHIP, Tiers((Step(Duration(5, Unit.YEAR), baht(9)),))),
        once(
            ZERO,
            found(
                "amount.below_first_step",
                BLOCK,
                first=Duration(5, Unit.YEAR),
                met_on=date(2025, 1, 31),
                start=JOINED,
            ),
        ),
    ),
    (
        ByYears(Clock.MEMBERSHIP, TIERS),
        once(
            baht(2_000), found("amount.by_years", years=4, rate=baht(500), amount=baht(2_000), clock=Clock.MEMBERSHIP)
        ),
    ),
    (
        ByYears(Clock.MEMBERSHIP, TIERS, Duration(20, Unit.DAY), Bounds(most=baht(600))),
        once(
            baht(600),
            found("amount.by_years", years=5, rate=baht(500), amount=baht(2_500), clock=Clock.MEMBERSHIP),
            Change("maximum", baht(600), found("amount.maximum", reckoned=baht(2_500), amount=baht(600))),
            first=baht(2_500),
        ),
    ),
    (
        ByYears(Clock.MEMBERSHIP, Tiers((Step(Duration(5, Unit.YEAR), baht(9)),)), bounds=Bounds(least=baht(1))),
        once(
            ZERO,
            found(
                "amount.below_first_step",
                BLOCK,
                first=Duration(5, Unit.YEAR),
                met_on=date(2025, 1, 31),
                start=JOINED,
            ),
        ),
    ),
    (
        SLOW,
        once(
            baht(220),
            found(
                "amount.base_and_steps",
                base=baht(100),
                adds=baht(30),
                every=Duration(9, Unit.MONTH),
                times=4,
                amount=baht(220),
            ),
        ),
    ),
    (
        evolve(SLOW, since=Duration(5, Unit.YEAR)),
        once(
            ZERO,
            found(
                "amount.below_first_step",
                BLOCK,
                first=Duration(5, Unit.YEAR),
                met_on=date(2025, 1, 31),
                start=JOINED,
            ),
        ),
    ),
    (Formula(PAID), once(baht(1_234), found("amount.formula", formula=PAID, amount=baht(1_234)))),
    (
        Formula(PAID, Bounds(least=baht(2_000))),
        once(
            baht(2_000),
            found("amount.formula", formula=PAID, amount=baht(1_234)),
            Change("minimum", baht(2_000), found("amount.minimum", reckoned=baht(1_234), amount=baht(2_000))),
            first=baht(1_234),
        ),
    ),
    (
        Share(PAID, Fraction(2, 3), UP),
        once(baht(823), BASE, Change("share", baht(823), SHARED), first=baht(1_234)),
    ),
    (
        Share(PAID, Fraction(1, 2), UP, {"CHILD": Fraction(2, 3)}, Bounds(most=baht(9))),
        once(
            baht(9),
            BASE,
            Change("share", baht(823), SHARED),
            Change("maximum", baht(9), found("amount.maximum", reckoned=baht(823), amount=baht(9))),
            first=baht(1_234),
        ),
    ),
    (
        Share(PAID, None, UP, {"SPOUSE": Fraction(1, 2)}),
        once(
            ZERO,
            found("claimant.not_beneficiary", BLOCK, found=(Relationship.CHILD,), allowed=(Relationship.SPOUSE,)),
        ),
    ),
    (
        Share(PerUnit(baht(411), CountedUnit.NIGHT), Fraction(1, 3), UP),
        once(
            baht(411),
            found("amount.per_unit", units=3, unit=CountedUnit.NIGHT, rate=baht(411), amount=baht(1_233)),
            Change(
                "share",
                baht(411),
                found("amount.share", whole=baht(1_233), share="1/3", amount=baht(411), direction=Direction.UP),
            ),
            first=baht(1_233),
        ),
    ),
    (
        Share(Discretion(baht(5)), Fraction(1, 2), UP),
        once(baht(5), found("rule.needs_committee", REFER, least=ZERO, most=baht(5))),
    ),
    (
        Table((Row((IS_OLD,), baht(1)), Row((OWES_LITTLE,), baht(2)), Row((), baht(3)))),
        once(baht(2), found("amount.row", row=2, amount=baht(2), parts=(ask(OWES_LITTLE, FACTS, PLACE),))),
    ),
    (Table((Row((OWES_LITTLE, IS_OLD), baht(1)),) * 2), once(ZERO, found("amount.no_row", BLOCK, rows=2))),
    (Table((Row((IS_OLD,), baht(1)),), baht(8)), once(baht(8), found("amount.otherwise", amount=baht(8)))),
    (Discretion(), once(ZERO, found("rule.needs_committee", REFER, least=ZERO, most=None))),
    (Discretion(baht(9), baht(2)), once(baht(9), found("rule.needs_committee", REFER, least=baht(2), most=baht(9)))),
    (
        PerUnit(baht(4), CountedUnit.CHILD),
        Entitlement(
            (Slice(DAY, 3, baht(12)),),
            found("amount.per_unit", units=3, unit=CountedUnit.CHILD, rate=baht(4), amount=baht(12)),
        ),
    ),
    (
        PerUnit(Steps(Clock.MEMBERSHIP, TIERS), CountedUnit.NIGHT),
        Entitlement(
            tuple(Slice(DAY + timedelta(days=night), 1, baht(500)) for night in range(3)),
            found("amount.per_unit", units=3, unit=CountedUnit.NIGHT, rate=baht(500), amount=baht(1_500)),
        ),
    ),
    (PerUnit(Discretion(), CountedUnit.NIGHT), once(ZERO, found("rule.needs_committee", REFER, least=ZERO, most=None))),
    (InKind(), Entitlement((), found("amount.in_kind", amount=ZERO))),
    (Nothing(), Entitlement((), found("amount.flat", amount=ZERO))),
]


@pytest.mark.parametrize(("form", "wanted"), GIVEN, ids=range(len(GIVEN)))
def test_a_form_gives_so_much_and_says_why(form, wanted):
    assert form.entitlement(FACTS, PLACE) == wanted
    assert asked(form, FACTS, PLACE) == wanted


LONG = (BASIS - JOINED).days


@pytest.mark.parametrize(
    ("since", "every", "times"),
    [
        (Duration(LONG + 1, Unit.DAY), Duration(1, Unit.DAY), -1),
        (Duration(LONG, Unit.DAY), Duration(1, Unit.DAY), 0),
        (Duration(LONG - 10, Unit.DAY), Duration(10, Unit.DAY), 1),
        (Duration(10, Unit.DAY), Duration(90, Unit.DAY), 16),
        (Duration(48, Unit.MONTH), Duration(1, Unit.MONTH), 0),
        (Duration(1, Unit.YEAR), Duration(2, Unit.YEAR), 1),
    ],
)
def test_full_stretches_are_counted_to_the_day(since, every, times):
    form = BaseAndSteps(Clock.MEMBERSHIP, baht(100), baht(30), every, since)

    assert form.stretches(FACTS) == times
    assert form.entitlement(FACTS, PLACE).amount == (baht(100 + 30 * times) if times >= 0 else ZERO)


def test_a_row_that_cannot_be_told_stops_the_search():
    table = Table((Row((IS_OLD,), baht(1)), Row((OWES_LITTLE,), baht(2))), baht(3))
    answer = table.entitlement(evolve(FACTS, arrears_months=None), PLACE)

    assert answer == once(ZERO, ask(OWES_LITTLE, evolve(FACTS, arrears_months=None), PLACE))
    assert answer.reason.severity is REFER


@pytest.mark.parametrize("units", [-1, LONGEST + 1])
def test_impossible_units_are_referred_with_the_number(units):
    with pytest.raises(MissingFact, match=f"there cannot be {units} nights") as told:
        PerUnit(baht(1), CountedUnit.NIGHT).entitlement(evolve(FACTS, units=units), PLACE)
    (finding,) = told.value.findings
    assert finding == Finding("amount.units_impossible", REFER, params={"units": units, "unit": CountedUnit.NIGHT})


@pytest.mark.parametrize("units", [0, LONGEST])
def test_any_possible_count_of_units_is_paid(units):
    assert PerUnit(baht(1), CountedUnit.TIME).entitlement(evolve(FACTS, units=units), PLACE).amount == baht(units)


@pytest.mark.parametrize(
    ("bounds", "kept"),
    [
        (Bounds(), [0, 0, 5]),
        (Bounds(least=Money(3)), [3, 3, 5]),
        (Bounds(most=Money(4)), [0, 0, 4]),
        (Bounds(Money(2), Money(4)), [2, 2, 4]),
        (Bounds(Money(0), Money(0)), [0, 0, 0]),
    ],
)
def test_a_number_is_kept_within_bounds_and_never_below_nothing(bounds, kept):
    assert [bounds.of(satang) for satang in (-9, 0, 5)] == kept


def test_bounds_that_are_just_reached_change_nothing():
    sum_of_four = once(baht(4), found("amount.flat"))

    assert Bounds(least=baht(4), most=baht(4)).around(sum_of_four, PLACE) is sum_of_four


PLAIN = found("amount.flat")
LATER = Slice(DAY + timedelta(days=1), 1, baht(1))
MOST = 2**63 - 1
CHANGED = Change("x", baht(1), PLAIN)
SOUND = [
    Entitlement((), PLAIN),
    Entitlement((Slice(DAY, 0, ZERO), LATER), found("amount.flat", BLOCK)),
    Entitlement((Slice(DAY, MOST, Money(MOST)),), found("amount.flat", REFER)),
    Entitlement((Slice(DAY, 1, baht(1)),), PLAIN, baht(9), (CHANGED,)),
    Entitlement((Slice(DAY, 1, baht(1)),), PLAIN, baht(1)),
]
UNSOUND = [
    (None, TypeError, "a form answers with an Entitlement of a tuple of slices, not NoneType"),
    (Entitlement([], PLAIN), TypeError, "a form answers with an Entitlement of a tuple of slices, not Entitlement"),
    (
        Entitlement((), "reason"),
        TypeError,
        "the reason of an entitlement is a finding of severity INFO, BLOCK or REFER",
    ),
    (
        Entitlement((), found("amount.flat", Severity.REDUCE)),
        TypeError,
        "the reason of an entitlement is a finding of severity INFO, BLOCK or REFER",
    ),
    (Entitlement((3,), PLAIN), TypeError, "a slice has a day and whole units"),
    (Entitlement((Slice("1", 1, baht(1)),), PLAIN), TypeError, "a slice has a day and whole units"),
    (Entitlement((Slice(DAY, True, baht(1)),), PLAIN), TypeError, "a slice has a day and whole units"),
    (Entitlement((Slice(DAY, 1, 1),), PLAIN), TypeError, "an amount is Money, not int"),
    (
        Entitlement((Slice(DAY, 1, Money(-1)),), PLAIN),
        ValueError,
        "neither an amount nor a count of units is less than nothing",
    ),
    (
        Entitlement((Slice(DAY, -1, Money(1)),), PLAIN),
        ValueError,
        "neither an amount nor a count of units is less than nothing",
    ),
    (
        Entitlement((LATER, Slice(DAY, 1, baht(1))), PLAIN),
        ValueError,
        "slices lie in the order of days, one on each, none before the event",
    ),
    (
        Entitlement((LATER, LATER), PLAIN),
        ValueError,
        "slices lie in the order of days, one on each, none before the event",
    ),
    (
        Entitlement((Slice(DAY - timedelta(days=1), 1, baht(1)),), PLAIN),
        ValueError,
        "slices lie in the order of days, one on each, none before the event",
    ),
    (Entitlement((Slice(DAY, 1, Money(MOST)), LATER), PLAIN), OverflowError, "more than 64 bits hold"),
    (Entitlement((Slice(DAY, MOST, Money(1)), LATER), PLAIN), OverflowError, "more than 64 bits hold"),
    (
        Entitlement((LATER,), PLAIN, None, (CHANGED,)),
        ValueError,
        "the steps of the working must lead to the sum of the slices",
    ),
    (
        Entitlement((LATER,), PLAIN, baht(2)),
        ValueError,
        "the steps of the working must lead to the sum of the slices",
    ),
    (
        Entitlement((LATER,), PLAIN, baht(1), (Change("x", baht(2), PLAIN),)),
        ValueError,
        "the steps of the working must lead to the sum of the slices",
    ),
]


@pytest.mark.parametrize("answer", SOUND, ids=range(len(SOUND)))
def test_an_answer_that_can_be_is_taken_as_it_is(answer):
    assert sound(answer, FACTS) is answer


@pytest.mark.parametrize(("answer", "kind", "message"), UNSOUND, ids=range(len(UNSOUND)))
def test_an_answer_that_cannot_be_is_refused_in_these_words(answer, kind, message):
    with pytest.raises(kind) as told:
        sound(answer, FACTS)
    assert type(told.value) is kind
    assert str(told.value) == message


@frozen
class Broken:
    """A form of another package that fails."""

    form = "broken"
    error: type[Exception] = KeyError

    @classmethod
    def read(cls, keys):
        keys.overlook()
        raise cls().error

    def entitlement(self, facts, place):
        raise self.error("4-1001-12345-67-8")


def test_a_form_that_fails_is_told_by_its_name_and_kind_of_error_alone():
    failed = found("amount.form_failed", REFER, form="broken", error="KeyError")

    assert asked(Broken(), FACTS, PLACE) == Entitlement((), failed)


def test_a_form_that_cannot_be_read_is_told_at_its_name(clause):
    with pytest.raises(ByLawError) as told:
        clause(Broken)
    (finding,) = told.value.findings

    assert (finding.code, finding.severity) == ("bylaw.form_failed", Severity.ERROR)
    assert str(finding.place).endswith("amount.form")
    assert finding.params == {"key": "form", "form": "broken", "error": "KeyError"}
