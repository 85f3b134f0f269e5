"""Schemes of co-funding by every rule that one may have, and what rounds are drawn from."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import Duration, Month, Unit
from communitywelfare.cofunding import Base, Counting, CutOff, Match, MatchingsOf, RoundFacts, Scheme, SchemePeriod
from communitywelfare.cofunding.schemes import Confidence, Sourced
from communitywelfare.contributions import Contributions, Receipt, Waiver
from communitywelfare.members import Membership, TenureStart
from communitywelfare.money import ZERO, Direction, Money, Rounding
from communitywelfare.strategies.dues import dues_histories, receipts
from communitywelfare.strategies.people import merges, registers
from communitywelfare.strategies.values import EARLIEST, amounts, days, mostly

__all__ = ["round_facts", "scheme_periods", "schemes"]

_ID, _CUT_OFF = "scheme", date(2023, 9, 30)
_SUMS = amounts(at_least=ZERO, at_most=Money.baht(2_000))
_RATIOS = st.sampled_from([Fraction(1), Fraction(1), Fraction(2), Fraction(1, 2), Fraction(1, 3), Fraction(3, 7)])
_UNITS = st.sampled_from([Money(1), Money(25), Money.baht(1), Money.baht(100)])
_ROUNDINGS = st.builds(Rounding, to=_UNITS, direction=st.sampled_from(Direction), source=st.just("ข้อสมมติ"))
_COUNTINGS = st.none() | st.sampled_from(Counting)
_YEARS = st.integers(1, 5).map(lambda years: Duration(years, Unit.YEAR))
_GRANTS = st.lists(amounts(at_least=Money.baht(1), at_most=Money.baht(200_000)), min_size=1, max_size=3).map(tuple)
_SOURCED = Sourced(confidence=Confidence.LOW, why="ข้อสมมติ")
_PAYERS = st.sampled_from(["", "", "", "วัดตัวอย่าง", "กองทุนหมู่บ้าน"])


@composite
def scheme_periods(
    draw: DrawFn, *, first_budget_year: int = 2553, bases: Collection[Base] = tuple(Base)
) -> SchemePeriod:
    """The rules of a scheme from a budget year on: any base and ratio, with few rules or with many at once.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(scheme_periods(bases=[Base.PER_MEMBER]))
    ... def test_what_is_given_for_each_member_is_known(period):
    ...     assert period.per_member is not None
    >>> test_what_is_given_for_each_member_is_known()
    """
    ratio = draw(_RATIOS)
    values = {
        "base": draw(st.sampled_from(list(bases))),
        "per_member": draw(st.just(Money.baht(365)) | _SUMS),
        "rate_in_force": draw(st.none() | _SUMS),
        "ratio": ratio,
        "rounding": draw(_ROUNDINGS if ratio.denominator > 1 else st.none() | _ROUNDINGS),
        "grants": draw(_GRANTS),
        "full_membership": draw(st.none() | st.just(Duration(1, Unit.YEAR)) | _YEARS),
        "counts_from": draw(st.sampled_from([TenureStart.APPLIED, *TenureStart])),
        "matchings_at_most": draw(st.none() | st.integers(0, 4)),
        "rejoining": draw(st.none() | st.sampled_from(MatchingsOf)),
        "looking_back": draw(st.none() | _YEARS),
        "arrears_at_most": draw(st.none() | st.integers(0, 12)),
        "sponsored": draw(_COUNTINGS),
        "waived": draw(_COUNTINGS),
        "member_cap": draw(st.none() | _SUMS),
        "fund_cap": draw(st.none() | _SUMS),
        "counterpart": draw(st.sampled_from([None, None, "LAO"])),
        "first_cut_off": draw(st.sampled_from(CutOff)),
    }
    sources = {name: _SOURCED for name, value in values.items() if value is not None}
    return SchemePeriod(first_budget_year=first_budget_year, cite="ข้อสมมติ", sources=sources, **values)


@composite
def schemes(draw: DrawFn, *, bases: Collection[Base] = tuple(Base), max_periods: int = 2) -> Scheme:
    """Schemes whose rules are known from budget year 2553 on and changed some times after it.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(schemes(), st.integers(2553, 2600))
    ... def test_the_rules_of_a_year_began_by_then(scheme, year):
    ...     assert scheme.in_year(year).first_budget_year <= year
    >>> test_the_rules_of_a_year_began_by_then()
    """
    years = sorted({2553, *draw(st.sets(st.integers(2554, 2575), max_size=max_periods - 1))})
    return Scheme(
        scheme_id=_ID,
        source=draw(st.sampled_from(["GOV_VIA_CODI", "LAO", "GROUP_PROFIT", "DONATION"])),
        name={"th": "หลักเกณฑ์ตัวอย่าง", "en": "an invented scheme"},
        periods=tuple(draw(scheme_periods(first_budget_year=year, bases=bases)) for year in years),
    )


@composite
def round_facts(draw: DrawFn, *, cut_off: date = _CUT_OFF, scheme: str = _ID, max_members: int = 4) -> RoundFacts:
    """What a round as of a cut-off is drawn from: members, receipts before and after it, waivers, earlier matchings.

    Some dues were paid by others; some receipts were written down too late; of some funds no receipts are given, or
    nobody knows what other sources paid. Of some memberships it was decided whether they are one person's. No receipt
    has the number of another.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(round_facts())
    ... def test_late_receipts_are_not_among_those_that_were_known(facts):
    ...     assert facts.contributions is None or not set(facts.late) & set(facts.contributions)
    >>> test_late_receipts_are_not_among_those_that_were_known()
    """
    register = draw(registers(max_size=max_members, at_least=EARLIEST, at_most=cut_off + timedelta(days=400)))
    members = register.memberships
    numbers = [each.number for each in members]
    if len(numbers) > 1 and draw(st.sampled_from([False, False, True])):
        register = evolve(register, merges=tuple(draw(st.lists(merges(numbers=numbers), max_size=3))))
    paid = draw(_paid(members, cut_off)) if members else ()
    is_late = [receipt.day <= cut_off and draw(st.sampled_from([False, False, False, True])) for receipt in paid]
    known = tuple(receipt for receipt, late in zip(paid, is_late, strict=True) if not late)
    waivers = tuple(draw(st.lists(_waivers(members, cut_off), max_size=2))) if members else ()
    return RoundFacts(
        register=register,
        matches=_once(draw(st.lists(_matches(members, known, (scheme, cut_off)), max_size=6))) if members else (),
        contributions=draw(mostly(st.just(Contributions(known, waivers)))),
        dues=draw(dues_histories()),
        late=tuple(receipt for receipt, late in zip(paid, is_late, strict=True) if late),
        received=draw(mostly(st.dictionaries(st.just("LAO"), _SUMS))),
        granted=draw(mostly(st.dictionaries(st.sampled_from(["GOV_VIA_CODI", "LAO"]), _SUMS))),
    )


@composite
def _paid(draw: DrawFn, members: Sequence[Membership], cut_off: date) -> tuple[Receipt, ...]:
    whose = draw(st.lists(st.sampled_from(members), max_size=8))
    until = cut_off + timedelta(days=200)
    return tuple(
        evolve(
            draw(receipts(number=f"{place}/2567", member=each.number, at_least=EARLIEST, at_most=until)),
            paid_by=draw(_PAYERS),
        )
        for place, each in enumerate(whose, start=1)
    )


@composite
def _waivers(draw: DrawFn, members: Sequence[Membership], cut_off: date) -> Waiver:
    first = Month.of(draw(days(at_least=cut_off - timedelta(days=800), at_most=cut_off + timedelta(days=100))))
    return Waiver(
        member=draw(st.sampled_from(members)).number,
        period_from=first,
        period_to=first.plus(draw(st.integers(0, 24))),
        decided_on=draw(days(at_least=cut_off - timedelta(days=400), at_most=cut_off + timedelta(days=200))),
        resolution="ครั้งที่ 1",
    )


def _once(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The same without a member twice in a round, or a receipt twice."""
    keys = ((m.scheme, m.book, m.receipt, m.member, None if m.receipt else m.round) for m in matches)
    return tuple(dict(zip(keys, matches, strict=True)).values())


@composite
def _matches(draw: DrawFn, members: Sequence[Membership], paid: Sequence[Receipt], of: tuple[str, date]) -> Match:
    """Matchings in the rounds of earlier years, flat or of receipts, by a scheme and by another."""
    scheme, cut_off = of
    ago = draw(st.integers(1, 6))
    receipt = draw(st.none() | st.sampled_from(paid)) if paid else None
    return Match(
        member=draw(st.sampled_from(members)).number if receipt is None else receipt.member,
        scheme=draw(st.sampled_from([scheme, scheme, "another"])),
        round=10 - ago,
        as_of=date(cut_off.year - ago, 9, 30),
        amount=draw(_SUMS),
        opening=draw(st.booleans()),
        receipt="" if receipt is None else receipt.number,
        book="" if receipt is None else receipt.book,
    )
