"""The seven identities of the status form (ตัวเลขที่ต้องเท่ากัน): two roads to one figure, both walked and compared.

1. §10: what was received is what was applied.
2. §4.3, from receipts and rounds, is the total received of §10, from the books. So is §4.1, which is drawn from it.
3. §5, from claims, with what was given to others than members (§7), is line P1.3 of §10.
4. §4.1: what the facts leave over is what §10 has left.
5. §6, from claims, is what the books paid in the year; and §5 grew by it since the year before.
6. §3.3: the kinds of members add up to §3.1, of all who ever joined too; where kinds overlap, to no less.
7. §3.2: no more are proposed than there are; §3.4: members come from no more villages than there are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from attrs import evolve, frozen

from communitywelfare.accounting import Section10
from communitywelfare.accounting.slices import Slice
from communitywelfare.accounting.statements import PAYMENT_LINES, OpeningKind
from communitywelfare.calendar import FiscalYear
from communitywelfare.cofunding import Request
from communitywelfare.fund.benefits import BenefitLine, benefits_by_kind, non_member_aid
from communitywelfare.fund.controls import CARRIED, benefit_accounts
from communitywelfare.fund.received import received_by_line
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership
from communitywelfare.money import Money, total

__all__ = ["Identity", "Relation", "identities"]


class Relation(Enum):
    """What must hold between two sides."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="


@frozen(kw_only=True)
class Identity:
    """Two roads to one figure, of money or of persons; `also` are further comparisons that belong to it.

    `holds` is None where a road cannot be walked; `why` then names the tables that are missing, or what is blank.
    """

    id: str
    left: Money | int | None
    right: Money | int | None
    relation: Relation = Relation.EQUAL
    why: str = ""
    also: tuple["Identity", ...] = ()

    @property
    def holds(self) -> bool | None:
        """Whether its own sides and all further comparisons hold; one that does not decides."""
        found = {self._own_holds, *(each.holds for each in self.also)}
        return False if False in found else None if None in found else True

    @property
    def _own_holds(self) -> bool | None:
        if self.left is None or self.right is None:
            return None
        if self.relation is Relation.EQUAL:
            return self.left == self.right
        low, high = (self.left, self.right) if self.relation is Relation.AT_MOST else (self.right, self.left)
        return low <= high  # type: ignore[operator]  # both sides are money, or both are counts


@frozen(kw_only=True)
class _Roads:
    """What the comparisons start from."""

    fund: Fund
    year: FiscalYear
    on: date
    section10: Section10
    request: Request | None

    @cached_property
    def benefits(self) -> tuple[BenefitLine, ...]:
        """Benefits by kind, from claims."""
        return benefits_by_kind(self.fund, self.year, self.on)

    @property
    def given(self) -> Money:
        """What was given away: benefits from claims, and by the books what others than members were helped with."""
        aid = non_member_aid(self.fund, date.min, self.on)
        return total(line.amount for line in self.benefits) + aid

    @cached_property
    def received(self) -> Money:
        """What was received, from receipts and rounds."""
        found = received_by_line(self.fund, self.section10, self.on)
        return total(() if found is None else found.values())


def identities(
    fund: Fund, year: FiscalYear, on: date, *, section10: Section10 | None, request: Request | None
) -> tuple[Identity, ...]:
    """All seven as of the end of a day.

    Args:
        fund: The fund.
        year: The accounting year of the day.
        on: The day.
        section10: The fund's books as of the day; None where they are not given, or their chart is not whole.
        request: Whom the fund asks the state for, as of the round's own cut-off; None where no rules are known.
    """
    lacking = fund.absent if section10 is not None or _BOOKS & fund.absent else fund.absent | {"accounts"}
    nothing = Section10(on=on, lines={})
    roads = _Roads(fund=fund, year=year, on=on, section10=section10 or nothing, request=request)
    return tuple(_walked(name, roads, lacking) for name in _WALKS)


def _walked(name: str, roads: _Roads, lacking: frozenset[str]) -> Identity:
    needs, walk = _WALKS[name]
    missing = needs & lacking
    return Identity(id=name, left=None, right=None, why=", ".join(sorted(missing))) if missing else walk(roads)


def _both_sides(roads: _Roads) -> Identity:
    return Identity(id="1", left=roads.section10.received, right=roads.section10.applied)


def _received(roads: _Roads) -> Identity:
    return Identity(id="2", left=roads.received, right=roads.section10.received)


def _benefits(roads: _Roads) -> Identity:
    return Identity(id="3", left=roads.given, right=roads.section10.lines["P1.3"])


def _left_over(roads: _Roads) -> Identity:
    costs = total(roads.section10.lines[line] for line in PAYMENT_LINES if line.startswith("P2"))
    return Identity(id="4", left=roads.received - roads.given - costs, right=roads.section10.remaining)


def _of_the_year(roads: _Roads) -> Identity:
    """Section 6 beside the books, and beside the growth of section 5; figures carried in belong to no year."""
    fund, first = roads.fund, roads.year.first
    accounts = benefit_accounts(fund.chart)
    booked = Slice(accounts=accounts, first=first, last=roads.on, without=CARRIED).sum(fund.journal)
    paid = total(line.amount_this_year for line in roads.benefits)
    before = total(line.amount for line in benefits_by_kind(fund, roads.year, first - timedelta(days=1)))
    is_divided = not any(
        figure.kind is OpeningKind.BENEFIT and first <= figure.as_of <= roads.on for figure in fund.openings
    )
    growth = Identity(
        id="5.growth",
        left=total(line.amount for line in roads.benefits) - before if is_divided else None,
        right=paid,
        why="" if is_divided else "opening",
    )
    return Identity(id="5", left=paid, right=booked, why=growth.why, also=(growth,))


def _kinds(roads: _Roads) -> Identity:
    current = roads.fund.register.current(roads.on)
    ever = [each for each in roads.fund.register if each.applied <= roads.on]
    return evolve(_counted("6", current), also=(_counted("6.ever", ever),))


def _counted(name: str, members: Sequence[Membership]) -> Identity:
    """Members by kind beside all of them; of somebody whose kind is blank nobody knows where to count them."""
    by_kind = sum(len(each.person.groups) for each in members)
    if any(not each.person.groups for each in members):
        return Identity(id=name, left=None, right=len(members), why="members.group")
    overlap = any(len(each.person.groups) > 1 for each in members)
    return Identity(
        id=name, left=by_kind, right=len(members), relation=Relation.AT_LEAST if overlap else Relation.EQUAL
    )


def _proposed(roads: _Roads) -> Identity:
    fund, request = roads.fund, roads.request
    cut_off = roads.on if request is None else request.cut_off
    current = fund.register.current(roads.on)
    found = {each.village for each in current} - {""}
    is_known = bool(found) or not current
    villages = Identity(
        id="7.villages",
        left=len(found) if is_known else None,
        right=fund.profile.villages_total,
        relation=Relation.AT_MOST,
        why="" if is_known else "members.village",
    )
    return Identity(
        id="7",
        left=None if request is None else len(request.eligible),
        right=len(fund.register.current(cut_off)),
        relation=Relation.AT_MOST,
        why="scheme" if request is None else villages.why,
        also=(villages,),
    )


_BOOKS = frozenset({"accounts", "journal"})
_PAID = frozenset({"benefits", "claim_actions"})
_CAME = frozenset({"contributions", "cofunding"})
_WALKS: Mapping[str, tuple[frozenset[str], Callable[[_Roads], Identity]]] = MappingProxyType(
    {
        "1": (_BOOKS, _both_sides),
        "2": (_BOOKS | _CAME, _received),
        "3": (_BOOKS | _PAID, _benefits),
        "4": (_BOOKS | _PAID | _CAME, _left_over),
        "5": (_BOOKS | _PAID, _of_the_year),
        "6": (frozenset(), _kinds),
        "7": (frozenset({"matches"}), _proposed),
    }
)
