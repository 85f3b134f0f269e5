"""Forms that are wrong in one way each: the kit finds every one, and says which check it was."""

import random
from datetime import timedelta
from typing import ClassVar, Self

import pytest
from attrs import define, evolve, field, frozen
from hypothesis import strategies as st

from communitywelfare.conformance import NotConforming, check_form
from communitywelfare.conformance.checks import CHECKS
from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Entitlement, Slice, in_one_sum
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.facts import known
from communitywelfare.rules.functions import Baht, Days, Months, Text, Years, YesNo, amount_form

THAI = {"th": "คืนละ {worth} บาท", "en": "{worth} baht for each night"}
TABLES = [{"worth": "500.00"}, {"worth": 0}]


@frozen
class Sound:
    """So much for each unit: the form that all others are variations of."""

    worth: Money
    form: ClassVar[str] = "sound"
    code: ClassVar[str] = "form.sound.paid"
    says: ClassVar[object] = THAI

    @classmethod
    def read(cls, keys) -> Self:
        return cls(keys.money("worth"))

    def units(self, facts):
        return known(facts.units, "units")

    def amount(self, facts):
        return self.worth * self.units(facts)

    def entitlement(self, facts, place):
        params = {"worth": self.worth, "says": self.says}
        reason = Finding(self.code, Severity.INFO, place=place, params=params)
        return Entitlement((Slice(facts.event_day, 1, self.amount(facts)),), reason)

    def sheet(self):
        return (Finding("form.sound.pays", Severity.INFO, params={"worth": self.worth, "says": THAI}),)

    def lint(self):
        says = {"th": "ไม่มีอะไรจะจ่าย", "en": "there is nothing to pay"}
        if self.worth == ZERO:
            yield Finding("form.sound.nothing", Severity.WARNING, params={"says": says})


def failing(form, tables=TABLES, **options):
    """The checks that a form fails."""
    with pytest.raises(NotConforming) as told:
        check_form(form, tables, **options)
    return {violation.check: violation.example for violation in told.value.violations}


def test_a_sound_form_passes_every_check():
    check_form(Sound, TABLES)


# --- how it is read ----------------------------------------------------------------------------------------


class ReadsWithError(Sound):
    @classmethod
    def read(cls, keys):
        raise RuntimeError


class ReadsAnother(Sound):
    @classmethod
    def read(cls, keys):
        keys.money("worth")
        return Renamed(Money(1))


@frozen
class Renamed(Sound):
    form: ClassVar[str] = "sound"


@frozen(eq=False)
class NeverEqual(Sound):
    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__


@frozen
class WithoutHash(Sound):
    several: list[int] = field(factory=list)


@define
class Changeable:
    worth: Money
    form: ClassVar[str] = "sound"
    read = classmethod(lambda cls, keys: cls(keys.money("worth")))
    entitlement = Sound.entitlement
    code = Sound.code
    says = THAI

    def amount(self, facts):
        return self.worth

    def __hash__(self):
        return hash(self.worth)


@frozen
class TwoHashes(Sound):
    def __hash__(self):
        return id(self)


@frozen
class TakesAnything(Sound):
    @classmethod
    def read(cls, keys):
        keys.overlook()
        return cls(keys.money("worth"))


@frozen
class StumblesOverKeys(Sound):
    @classmethod
    def read(cls, keys):
        table = {name: keys.money(name) for name in keys.names if name == "worth"}
        return cls(table["worth"])


@frozen
class TakesFloats(Sound):
    @classmethod
    def read(cls, keys):
        keys.has("worth")
        value = dict.get(keys._table, "worth", 0)
        return cls(Money(int(float(value) * 100)))


# --- what it answers ---------------------------------------------------------------------------------------


class Raises(Sound):
    def amount(self, facts):
        raise ZeroDivisionError


class LessThanNothing(Sound):
    def amount(self, facts):
        return self.worth - Money.baht(1_000)


class GivesAFloat(Sound):
    def amount(self, facts):
        return 0.5


class TooMuch(Sound):
    def amount(self, facts):
        return Money(2**63)


class TheDayBefore(Sound):
    def entitlement(self, facts, place):
        found = super().entitlement(facts, place)
        return evolve(found, slices=(evolve(found.slices[0], day=facts.event_day - timedelta(days=1)),))


class GivesANumber(Sound):
    def entitlement(self, facts, place):
        return 500


class HalfUnits(Sound):
    def entitlement(self, facts, place):
        found = super().entitlement(facts, place)
        return evolve(found, slices=(evolve(found.slices[0], units=0.5),))


class ReasonOfNothing(Sound):
    def entitlement(self, facts, place):
        return evolve(super().entitlement(facts, place), reason="because")


class Elsewhere(Sound):
    def entitlement(self, facts, place):
        return super().entitlement(facts, Place(clause="another"))


class WorkingThatEndsElsewhere(Sound):
    def entitlement(self, facts, place):
        return evolve(super().entitlement(facts, place), first=Money(7**10))


class NothingIsZero(Sound):
    def units(self, facts):
        return facts.units or 0


class StumblesOverNothing(Sound):
    def amount(self, facts):
        return self.worth * (facts.units + 0)


class NamesAnotherFact(Sound):
    def units(self, facts):
        return known(facts.units, "hospital")


class NamesNoFact(Sound):
    def units(self, facts):
        if facts.units is None:
            raise MissingFact("something is missing")
        return facts.units


class LooksAtEarlierPayments(Sound):
    def amount(self, facts):
        return self.worth * self.units(facts) if not facts.used else ZERO


class LooksAtMore(Sound):
    reads = frozenset({"units"})

    def amount(self, facts):
        return self.worth * self.units(facts) if facts.is_member else ZERO


class ByChance(Sound):
    def amount(self, facts):
        return Money(random.randrange(10**9))


class Remembers(Sound):
    asked: ClassVar[list[object]] = []

    def amount(self, facts):
        self.asked.append(facts)
        return self.worth * len(self.asked)


class ChangesTheFacts(Sound):
    def amount(self, facts):
        facts.attributes["alcohol_free"] = "seen"
        return self.worth


class ChangesItself(Sound):
    def amount(self, facts):
        object.__setattr__(self, "worth", self.worth + Money(1))
        return Money(100)


class Falls(Sound):
    rises_with = frozenset({"units"})

    def amount(self, facts):
        return max(ZERO, Money.baht(1_000) - Money.baht(10) * self.units(facts))


class RisesWithTheMoon(Sound):
    rises_with = frozenset({"moon"})


# --- in a clause -------------------------------------------------------------------------------------------


class ColumnsDiffer(Sound):
    def columns(self, facts):
        import numpy as np

        from communitywelfare.rules.columns.conditions import INFO

        return np.full(len(facts), INFO), np.full(len(facts), 100)


class ColumnsFail(Sound):
    def columns(self, facts):
        raise RuntimeError


class ColumnsOfFloats(Sound):
    def columns(self, facts):
        import numpy as np

        from communitywelfare.rules.columns.conditions import INFO

        return np.full(len(facts), INFO), np.full(len(facts), 0.5)


class LooksAtWhatColumnsLack(Sound):
    def amount(self, facts):
        return self.worth if facts.payees is None else Money(1)


class CodeOfNobody(Sound):
    code = "my.code"


class WithoutWords(Sound):
    says = None


class WithoutThai(Sound):
    says: ClassVar[object] = {"th": "paid {worth}", "en": "paid {worth}"}


class WordsWithAGap(Sound):
    says: ClassVar[object] = {"th": "จ่าย {more}", "en": "paid {more}"}


class SheetFails(Sound):
    def sheet(self):
        raise RuntimeError


class SheetOfText(Sound):
    def sheet(self):
        return ("a text",)


@frozen
class ShowsNothing:
    """Its keys are shown for want of a sheet, and one of them cannot be."""

    worth: Money
    thing: object = field(factory=object, eq=False)
    form: ClassVar[str] = "sound"
    code: ClassVar[str] = Sound.code
    says: ClassVar[object] = THAI
    read = classmethod(Sound.read.__func__)
    units, amount, entitlement = Sound.units, Sound.amount, Sound.entitlement


class LintFails(Sound):
    def lint(self):
        raise RuntimeError


class LintWithAnothersCode(Sound):
    def lint(self):
        yield Finding("lint.always_true", Severity.WARNING)


class LintBlocks(Sound):
    def lint(self):
        yield Finding("form.sound.never", Severity.BLOCK, params={"says": {"th": "ไม่จ่าย", "en": "never"}})


EXPECTED = {
    ReadsWithError: {"reading"},
    ReadsAnother: {"reading"},
    NeverEqual: {"value"},
    WithoutHash: {"reading"},
    Changeable: {"value"},
    TwoHashes: {"value"},
    TakesAnything: {"keys"},
    StumblesOverKeys: {"keys"},
    TakesFloats: {"keys"},
    Raises: {"answer"},
    LessThanNothing: {"answer"},
    GivesAFloat: {"answer"},
    TooMuch: {"answer"},
    TheDayBefore: {"answer"},
    GivesANumber: {"answer"},
    HalfUnits: {"answer"},
    ReasonOfNothing: {"answer"},
    Elsewhere: {"answer"},
    WorkingThatEndsElsewhere: {"answer"},
    NothingIsZero: {"missing fact"},
    StumblesOverNothing: {"missing fact"},
    NamesAnotherFact: {"missing fact"},
    NamesNoFact: {"missing fact"},
    LooksAtEarlierPayments: {"reads"},
    LooksAtMore: {"reads"},
    ByChance: {"same answer"},
    Remembers: {"same answer"},
    ChangesTheFacts: {"purity"},
    ChangesItself: {"purity"},
    Falls: {"rising"},
    RisesWithTheMoon: {"rising"},
    ColumnsDiffer: {"columns"},
    ColumnsFail: {"columns"},
    ColumnsOfFloats: {"columns"},
    LooksAtWhatColumnsLack: {"reads"},
    CodeOfNobody: {"words"},
    WithoutWords: {"words"},
    WithoutThai: {"words"},
    WordsWithAGap: {"words"},
    SheetFails: {"words"},
    SheetOfText: {"words"},
    ShowsNothing: {"words"},
    LintFails: {"lint"},
    LintWithAnothersCode: {"lint"},
    LintBlocks: {"lint"},
}


@pytest.mark.parametrize("form", EXPECTED, ids=lambda form: form.__name__)
def test_a_form_that_is_wrong_in_one_way_fails_the_check_of_that_name(form):
    found = failing(form, examples=8)
    assert set(EXPECTED[form]) <= set(found)
    assert list(found) == [check for check in CHECKS if check in found]
    if EXPECTED[form] <= {"answer", "rising", "lint"}:
        assert set(found) == EXPECTED[form]


def test_tables_that_the_form_does_not_read_are_the_only_thing_that_is_told():
    found = failing(Sound, [{"worths": "500.00"}])
    assert list(found) == ["reading"]
    assert "the key worth is missing" in found["reading"]
    assert "worths = '500.00'" in found["reading"]


class WrongInManyWays(Falls):
    code = "my.code"
    reads: ClassVar[frozenset[str]] = frozenset()

    def lint(self):
        raise RuntimeError


def test_all_checks_that_fail_are_told_at_once_with_an_example_in_words():
    with pytest.raises(NotConforming) as told:
        check_form(WrongInManyWays, TABLES)
    lines = str(told.value).splitlines()
    assert lines[0] == f"the form sound fails 4 of {len(CHECKS)} checks"
    assert [violation.check for violation in told.value.violations] == ["reads", "words", "lint", "rising"]
    (fall,) = (violation.example for violation in told.value.violations if violation.check == "rising")
    assert fall.startswith("with more units it falls from ")
    assert "by the table: worth = " in fall
    assert "of a claim with: basis " in fall
    assert "; units " in fall


def test_what_is_no_form_or_bears_our_name_is_told_before_anything_is_tried():
    assert failing(Nothing) == {"reading": "it is no form of amount, for it lacks form, read, entitlement"}
    assert failing(OurName) == {"reading": "the name flat is the library's own"}


class Nothing:
    pass


class OurName(Flat):
    pass


# --- functions and other tables ----------------------------------------------------------------------------


@amount_form("scholarship", keys=("worth",), stated=("cost", "school"), rises_with=("membership",))
def scholarship(membership: Years, cost: Baht, school: Text, worth: Baht) -> Money:
    return min(cost, worth * (membership + len(school)))


def falling(fact):
    """A function that promises to rise with a fact and falls with it."""

    def less(age: Days, membership: Days, paid: Baht, paid_months: Months, *, helped: YesNo, worth: Baht) -> Money:
        found = {"age": age, "membership": membership, "paid": paid.satang, "paid_months": paid_months}
        return Money(max(0, worth.satang - found[fact] - helped))

    return amount_form("falling", keys=("worth",), stated=("helped",), rises_with=(fact,))(less)


def test_a_function_that_asks_for_what_claims_state_conforms():
    check_form(scholarship, TABLES, examples=25)


@pytest.mark.parametrize("fact", ["age", "membership", "paid", "paid_months"])
def test_a_function_that_breaks_its_promise_is_told(fact):
    assert list(failing(falling(fact), [{"worth": "90000.00"}], examples=10)) == ["rising"]


@frozen
class BySchool(Sound):
    """A class that needs what the claim states."""

    def amount(self, facts):
        return self.worth * len(facts.attribute("school"))


def test_a_class_is_tried_with_the_attributes_that_its_author_names():
    school = {"kind": "text", "options": ["บ้านดอน", "วัดใหม่"]}
    check_form(BySchool, TABLES, attributes={"school": school, "term": {"kind": "whole"}}, examples=25)
    never = "it never answers: name in attributes what it asks claims to state"
    assert failing(BySchool, TABLES, examples=10) == {"answer": never}


def test_tables_may_be_drawn():
    amounts = st.integers(0, 9_999).map(lambda baht: {"worth": baht})
    check_form(Sound, amounts, examples=10)


@frozen
class InManySlices(Sound):
    """The first nights pay more than the later ones, and the last a half."""

    def entitlement(self, facts, place):
        found = super().entitlement(facts, place)
        rates = [self.worth * 3] * 2 + [self.worth] * 20
        nights = [
            Slice(facts.event_day + timedelta(days=2 * n), 1, rates[n]) for n in range(min(self.units(facts), 20))
        ]
        return evolve(found, slices=tuple(nights))


@frozen
class InSteps(Sound):
    """It tells a minimum as a step of its working; past ten units the committee decides."""

    def entitlement(self, facts, place):
        found = super().entitlement(facts, place)
        reason = Finding("amount.minimum", Severity.INFO, place=place, params={"reckoned": ZERO, "amount": Money(5)})
        if self.units(facts) > 10:
            committee = Finding(
                "rule.needs_committee", Severity.REFER, place=place, params={"least": ZERO, "most": None}
            )
            return in_one_sum(facts, Money.baht(9), committee)
        return found.then("minimum", Money(5), reason) if found.amount < Money(5) else found


@pytest.mark.parametrize("form", [InManySlices, InSteps])
def test_forms_of_many_slices_steps_and_outcomes_conform(form):
    check_form(form, TABLES, examples=30)
