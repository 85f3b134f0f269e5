"""The figures of a fund as of a day: what the report shows, what the status form asks, and the identities that hold.

Every figure is a sum over facts. Where two roads lead to the same figure both are walked and compared.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.accounting import AccountType, KeptAs, Section10, TrialBalance, section_10, trial_balance
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES, OpeningKind
from communitywelfare.calendar import BE_OFFSET, FiscalYear
from communitywelfare.claims import ClaimState, Decision
from communitywelfare.cofunding import Request, Scheme, cut_off_before
from communitywelfare.contributions import ReceiptKind
from communitywelfare.fund.assessment import assess_waiting
from communitywelfare.fund.benefits import BenefitLine, benefits_by_kind
from communitywelfare.fund.controls import came_in_books, is_in_books
from communitywelfare.fund.matching import draw_request
from communitywelfare.fund.value import Fund
from communitywelfare.members import ExitCause, Group
from communitywelfare.money import ZERO, Money, total

__all__ = ["FROM_FACTS", "BenefitLine", "FundFigures", "Identity", "Standing", "draw_up"]


@frozen(kw_only=True)
class Standing:
    """How current members stand with their dues; `by_months` counts them by months in arrears, 3 meaning 3 or more.

    `unknown` counts members who joined before any dues are known.
    """

    by_months: Mapping[int, int] = field(hash=False)
    owed: Money
    unknown: int


@frozen(kw_only=True)
class Identity:
    """Two roads to one figure. `holds` is None where one of them cannot be walked; `why` then says what is missing."""

    id: str
    left: Money | None
    right: Money | None
    why: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether both sides are equal."""
        return None if self.left is None or self.right is None else self.left == self.right


@frozen(kw_only=True)
class FundFigures:
    """Everything the report of one fund shows, as of one day."""

    fund: Fund = field(repr=False)
    on: date
    year: FiscalYear
    members_ever: int
    members_current: int
    joined_this_year: int
    ended_by_cause: Mapping[ExitCause, int] = field(hash=False)
    groups: Mapping[Group, int] = field(hash=False)
    standing: Standing | None
    claims_by_state: Mapping[ClaimState, int] = field(hash=False)
    decisions: tuple[Decision, ...]
    benefits: tuple[BenefitLine, ...]
    sources: Mapping[str, Money] | None = field(hash=False)
    section10: Section10 | None
    trial_balance: TrialBalance | None
    identities: tuple[Identity, ...]
    request: Request

    @property
    def assessed(self) -> Money:
        """The sum assessed on all waiting claims."""
        return total(decision.assessed for decision in self.decisions)


def draw_up(fund: Fund, scheme: Scheme, on: date) -> FundFigures:
    """Compute all figures of a fund as of the end of a day. It assesses; it approves and pays nothing.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year.
    """
    current = fund.register.current(on)
    year = fund.profile.year_start.year_of(on)
    cut_off = cut_off_before(on)
    has_books = "journal" not in fund.absent and _chart_is_whole(fund)
    section10 = section_10(fund.journal, fund.chart, fund.openings, on) if has_books else None
    benefits = benefits_by_kind(fund, year, on)
    sources = _sources(fund, section10, on)
    return FundFigures(
        fund=fund,
        on=on,
        year=year,
        members_ever=sum(membership.applied <= on for membership in fund.register),
        members_current=len(current),
        joined_this_year=sum(membership.applied in year and membership.applied <= on for membership in fund.register),
        ended_by_cause=Counter(each.cause for each in fund.register if each.cause and each.ended and each.ended <= on),
        groups=Counter(group for membership in current for group in membership.person.groups),
        standing=_standing(fund, on),
        claims_by_state=Counter(fund.state(claim.number, on) for claim in fund.claims if claim.day <= on),
        decisions=assess_waiting(fund, on),
        benefits=benefits,
        sources=sources,
        section10=section10,
        trial_balance=trial_balance(fund.journal, fund.chart, on) if has_books else None,
        identities=_identities(fund, section10, sources, benefits),
        request=draw_request(fund, scheme, _budget_year(cut_off), cut_off=cut_off),
    )


def _chart_is_whole(fund: Fund) -> bool:
    """Whether the chart has every account that the journal uses; otherwise nobody knows what its money is."""
    used = {posting.account for entry in fund.journal for posting in entry.voucher.postings}
    return used <= fund.chart.by_code.keys()


def _budget_year(cut_off: date) -> int:
    """The budget year that begins the day after a cut-off of 30 September, as a Buddhist year."""
    return cut_off.year + 1 + BE_OFFSET


def _standing(fund: Fund, on: date) -> Standing | None:
    """Arrears of all current members; None where no receipts were given."""
    if "contributions" in fund.absent:
        return None
    current = fund.register.current(on)
    arrears = [found for each in current if (found := fund.arrears(each, on)) is not None]
    by_months = Counter(min(each.months, 3) for each in arrears)
    return Standing(
        by_months=by_months, owed=total(each.amount for each in arrears), unknown=len(current) - len(arrears)
    )


FROM_FACTS = frozenset({"R1.1", "R1.2", "R1.3", "R1.4", "R1.5", "R2.1"})


def _sources(fund: Fund, section10: Section10 | None, on: date) -> Mapping[str, Money] | None:
    """Section 4.3: money by source since the founding, from receipts and rounds rather than from the books.

    Interest, donations and other income have no table of their own: those lines are the books' own figures.
    """
    if section10 is None or {"contributions", "cofunding"} & fund.absent:
        return None
    sums = {line: ZERO if line in FROM_FACTS else section10.lines[line] for line in RECEIPT_LINES}
    is_deposit = fund.profile.books.contributions is KeptAs.DEPOSIT  # which the books show, net of what was refunded
    for receipt in fund.contributions:
        if receipt.kind is ReceiptKind.OTHER or (receipt.kind.is_dues and is_deposit):
            continue
        if is_in_books(fund, receipt, on):
            sums["R2.1" if receipt.kind is ReceiptKind.ENTRY_FEE else "R1.1"] += receipt.amount
    for each in fund.rounds:
        own = fund.chart.own(each.source, AccountType.RECEIPT)
        line = "" if own is None else own.line
        if line in FROM_FACTS:
            sums[line] += came_in_books(fund, each, on)
    for figure in fund.openings:
        if figure.kind is OpeningKind.SOURCE and figure.code in FROM_FACTS and figure.as_of <= on:
            sums[figure.code] += figure.amount
    return sums


def _identities(
    fund: Fund,
    section10: Section10 | None,
    sources: Mapping[str, Money] | None,
    benefits: tuple[BenefitLine, ...],
) -> tuple[Identity, ...]:
    """Identities 1 to 4 of the status form (forms-and-data b.13)."""
    lacking = {"journal", "contributions", "cofunding", "benefits"} & fund.absent
    lacking |= {"accounts"} if section10 is None and "journal" not in lacking else set()
    missing = ", ".join(sorted(lacking))
    received = total(sources.values()) if sources is not None else None
    paid = total(line.amount for line in benefits) if "benefits" not in fund.absent else None
    sides: tuple[tuple[str, Money | None, Money | None], ...] = tuple((name, None, None) for name in "1234")
    if section10 is not None:
        costs = total(section10.lines[line] for line in PAYMENT_LINES if line.startswith("P2"))
        left_over = None if received is None or paid is None else received - paid - costs
        sides = (
            ("1", section10.received, section10.applied),
            ("2", received, section10.received),
            ("3", paid, section10.lines["P1.3"]),
            ("4", left_over, section10.remaining),
        )
    return tuple(
        Identity(id=name, left=left, right=right, why=missing if left is None or right is None else "")
        for name, left, right in sides
    )
