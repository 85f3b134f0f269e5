"""Invented rounds of co-funding from the state: asked for yearly by the scheme's rules, lived through step by step."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random

from attrs import frozen

from communitywelfare.calendar import BE_OFFSET, add_months
from communitywelfare.cofunding import (
    CofundingState,
    Match,
    Request,
    Round,
    RoundAction,
    RoundActionKind,
    RoundFacts,
    request,
)
from communitywelfare.errors import MissingFact
from communitywelfare.fund import Fund
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.synthetic.steps import InventedRounds, done

__all__ = ["cut_offs", "opening_matches", "state_rounds"]

_RATES = (Money.baht(365), Money.baht(365), Money.baht(300), Money.baht(350))
_STATE = "GOV_VIA_CODI"


def opening_matches(fund: Fund) -> tuple[Match, ...]:
    """The first round, on the founding anniversary, before the books begin."""
    as_of = add_months(fund.profile.founded or fund.as_of, 12)  # a fund made up here knows when it was founded
    first = _request(fund, (), as_of)
    if first is None:
        return ()
    return tuple(_match(each.membership.number, 1, as_of, each.amount, opening=True) for each in first.eligible)


def state_rounds(fund: Fund, books_from: date, opening: tuple[Match, ...], seed: int) -> InventedRounds:
    """The state's rounds in the time of the books, and who was matched in each and before."""
    chance = Random(f"{seed} matching")
    rounds: list[Round] = []
    actions: list[RoundAction] = []
    matches = list(opening)
    for number, cut_off in enumerate(cut_offs(books_from, fund.as_of), start=2):
        asked = _request(fund, tuple(matches), cut_off)
        if asked is None or not asked.eligible:
            continue
        rate = min(chance.choice(_RATES), asked.eligible[0].amount)
        course = _Course(asked=asked, number=number, rate=rate, chance=chance, until=fund.as_of)
        steps = done(course.steps(), fund.as_of)
        rounds.append(_row(fund, asked, number))
        actions += steps
        if any(step.kind is RoundActionKind.APPROVE for step in steps):
            matches += [_match(one.membership.number, number, cut_off, rate) for one in asked.eligible]
    return InventedRounds(rounds=tuple(rounds), actions=tuple(actions), matches=tuple(matches))


def cut_offs(books_from: date, until: date) -> Iterator[date]:
    """Each 30 September from the first day of the books to before a day."""
    year = books_from.year
    while (cut_off := date(year, 9, 30)) < until:
        if cut_off >= books_from:
            yield cut_off
        year += 1


def _request(fund: Fund, matches: tuple[Match, ...], cut_off: date) -> Request | None:
    """The request as of a cut-off; None for years of which no rules are known."""
    budget_year = cut_off.year + BE_OFFSET + 1
    facts = RoundFacts(register=fund.register, matches=matches, contributions=fund.contributions, dues=fund.bylaw.dues)
    try:
        return request(state_scheme(), facts, cut_off=cut_off, budget_year=budget_year)
    except MissingFact:
        return None


def _row(fund: Fund, asked: Request, number: int) -> Round:
    return Round(
        source=_STATE,
        number=number,
        budget_year=asked.budget_year,
        state=CofundingState.DRAFT,
        as_of=asked.cut_off,
        agency="สถาบันพัฒนาองค์กรชุมชน (ตัวอย่าง)",
        members_total=len(fund.register.current(asked.cut_off)),
        members_full_year=len(asked.full_year),
        requested=asked.amount,
        purpose="สวัสดิการ",
        scheme=asked.scheme,
    )


@frozen(kw_only=True)
class _Course:
    """A round's life: endorsed, reviewed, approved, paid and reconciled; some are sent back once to be mended."""

    asked: Request
    number: int
    rate: Money
    chance: Random
    until: date

    def steps(self) -> Iterator[RoundAction]:
        """Every step on its day, in the order of the days."""
        step, kind, year = self._step, RoundActionKind, self.asked.budget_year
        people = len(self.asked.eligible)
        asks = partial(step, actor="chair", amount=self.asked.amount, members=people)
        yield asks(kind=kind.SUBMIT, day=self._on(30), reference=f"ที่ กส {self.number}/{year}")
        if self.chance.random() < 0.2:
            yield step(kind=kind.RETURN, actor="zone", day=self._on(45), reason="ขอให้แนบรายชื่อสมาชิกครบปีใหม่")
            yield asks(kind=kind.RESUBMIT, day=self._on(52), reference=f"ที่ กส {self.number}.1/{year}")
        yield step(kind=kind.ENDORSE, actor="zone", day=self._on(60), reference=f"มติโซน 1/{year}")
        yield step(kind=kind.REVIEW, actor="province", day=self._on(85), reference=f"มติจังหวัด 1/{year}")
        granted = partial(step, amount=self.rate * people, members=people, reference=f"มติภาค 2/{year}")
        yield granted(kind=kind.APPROVE, actor="region", day=self._on(120))
        yield from self._money(self.rate * people)
        yield step(kind=kind.RECONCILE, actor="treasurer", day=self._on(300), reason="ยอดรับตรงกับบัญชี")

    def _money(self, amount: Money) -> Iterator[RoundAction]:
        """One tranche or two; or too much at once by mistake, of which the excess goes back."""
        kind, way, first = RoundActionKind, self.chance.random(), self._on(175)
        comes = partial(self._step, kind=kind.RECEIVE, actor="treasurer")
        if 0.65 <= way < 0.85 and self._on(190) <= self.until:
            excess = self.rate * self.chance.randrange(1, 4)
            owed = partial(self._step, amount=excess, actor="treasurer")
            yield comes(day=first, amount=amount + excess)
            yield owed(kind=kind.CLAW_BACK, day=first, reason="ได้รับโอนเกินจำนวนที่อนุมัติ")
            yield owed(kind=kind.GIVE_BACK, day=self._on(190))
        elif way < 0.65:
            part = Money(amount.satang * 6 // 10)
            yield comes(day=first, amount=part)
            yield comes(day=self._on(230), amount=amount - part)
        else:
            yield comes(day=first, amount=amount)

    def _on(self, days: int) -> date:
        return self.asked.cut_off + timedelta(days=days)

    @property
    def _step(self) -> "partial[RoundAction]":
        return partial(RoundAction, source=_STATE, round=self.number)


def _match(member: str, number: int, as_of: date, amount: Money, *, opening: bool = False) -> Match:
    return Match(
        member=member, scheme=state_scheme().scheme_id, round=number, as_of=as_of, amount=amount, opening=opening
    )
