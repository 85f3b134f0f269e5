"""Invented co-funding from local government: one, or two that share the fund's area, in cash or in kind."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random

from attrs import frozen

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind
from communitywelfare.fund import Fund
from communitywelfare.money import Money
from communitywelfare.synthetic.matching import cut_offs
from communitywelfare.synthetic.people import VILLAGES
from communitywelfare.synthetic.steps import InventedRounds, done

__all__ = ["local_rounds"]

_LAO = "LAO"
_PER_MEMBER = Money.baht(60)
_GIFTS = (
    ("เต็นท์ 2 หลัง ไว้ใช้ในงานศพของสมาชิก", Money.baht(18_000)),
    ("รถรับส่งผู้ป่วยไปโรงพยาบาล 24 เที่ยว", Money.baht(7_200)),
    ("เจ้าหน้าที่ช่วยจัดทำทะเบียนสมาชิก", None),
)


@frozen(kw_only=True)
class _Government:
    """A local government: its name, what it calls its budget ordinance, and its villages, all where it names none."""

    name: str
    ordinance: str
    villages: frozenset[str] = frozenset()

    def has(self, village: str) -> bool:
        """Whether a village is its own."""
        return not self.villages or village in self.villages


_EVERY = tuple(str(village) for village in range(1, VILLAGES + 1))
_ALONE = _Government(name="องค์การบริหารส่วนตำบลตัวอย่าง", ordinance="ข้อบัญญัติ")
_SHARED = (
    _Government(name=_ALONE.name, ordinance=_ALONE.ordinance, villages=frozenset(_EVERY[:8])),
    _Government(name="เทศบาลตำบลตัวอย่าง", ordinance="เทศบัญญัติ", villages=frozenset(_EVERY[8:])),
)


def local_rounds(fund: Fund, books_from: date, seed: int) -> InventedRounds:
    """The rounds of local government in the time of the books; they match nobody by name."""
    chance = Random(f"{seed} local")
    payers = _SHARED if chance.random() < 0.75 else (_ALONE,)
    rounds: list[Round] = []
    actions: list[RoundAction] = []
    for cut_off in cut_offs(books_from, fund.as_of):
        for payer in payers:
            row = _row(fund, payer, len(rounds) + 1, cut_off)
            is_usual = payer is payers[0] or chance.random() < 0.5  # the second gives in other ways now and then
            life = _in_cash(row, payer) if is_usual else _otherwise(row, payer, chance)
            if row.members_total:
                rounds.append(row)
                actions += done(life, fund.as_of)
    return InventedRounds(rounds=tuple(rounds), actions=tuple(actions))


def _row(fund: Fund, payer: _Government, number: int, cut_off: date) -> Round:
    return Round(
        source=_LAO,
        number=number,
        budget_year=cut_off.year + BE_OFFSET + 1,
        state=CofundingState.DRAFT,
        as_of=cut_off,
        agency=payer.name,
        members_total=sum(payer.has(each.village) for each in fund.register.current(cut_off)),
        purpose="สวัสดิการ",
        villages=payer.villages,
    )


def _steps(row: Round) -> partial[RoundAction]:
    return partial(RoundAction, source=row.source, round=row.number)


def _on(row: Round, days: int) -> date:
    return (row.as_of or date.min) + timedelta(days=days)


def _in_cash(row: Round, payer: _Government) -> Iterator[RoundAction]:
    """Proposed, put into the budget ordinance, paid, reported."""
    step, kind, members = _steps(row), RoundActionKind, row.members_total
    amount = _PER_MEMBER * (members or 0)
    yield step(kind=kind.PROPOSE, actor="chair", day=_on(row, 60), amount=amount, members=members)
    yield step(
        kind=kind.BUDGET,
        actor="local government",
        day=_on(row, 200),
        amount=amount,
        members=members,
        reference=f"{payer.ordinance}งบประมาณรายจ่าย พ.ศ. {row.budget_year}",
    )
    yield step(kind=kind.RECEIVE, actor="treasurer", day=_on(row, 250), amount=amount)
    yield step(kind=kind.REPORT, actor="chair", day=_on(row, 400), reference=f"รายงานผล {row.number}/{row.budget_year}")


def _otherwise(row: Round, payer: _Government, chance: Random) -> Iterator[RoundAction]:
    """Something given in kind, valued or not; or no."""
    step, kind, members = _steps(row), RoundActionKind, row.members_total
    proposed = partial(step, kind=kind.PROPOSE, actor="chair", day=_on(row, 60), members=members)
    if chance.random() < 0.25:
        yield proposed(amount=_PER_MEMBER * (members or 0))
        yield step(kind=kind.REJECT, actor="local government", day=_on(row, 150), reason="งบประมาณไม่เพียงพอ")
        return
    what, worth = chance.choice(_GIFTS)
    yield proposed(amount=worth, what=what)
    yield step(
        kind=kind.BUDGET,
        actor="local government",
        day=_on(row, 200),
        amount=worth,
        reference=f"{payer.ordinance}งบประมาณรายจ่าย พ.ศ. {row.budget_year}",
    )
    yield step(kind=kind.RECEIVE_IN_KIND, actor="treasurer", day=_on(row, 240), amount=worth, what=what)
    yield step(kind=kind.REPORT, actor="chair", day=_on(row, 400), reference=f"รายงานผล {row.number}/{row.budget_year}")
