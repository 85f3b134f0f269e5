"""The figures of a fund as of a day: what the report shows, what the status form asks, and the identities that hold.

Every figure is a sum over facts. Where two roads lead to the same figure both are walked and compared.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.accounting import Section10, TrialBalance, section_10, trial_balance
from communitywelfare.calendar import BE_OFFSET, FiscalYear
from communitywelfare.claims import ClaimState, Decision
from communitywelfare.cofunding import Request, Scheme, cut_off_before
from communitywelfare.errors import Finding
from communitywelfare.fund.assessment import assess_waiting
from communitywelfare.fund.benefits import BenefitLine, benefits_by_kind
from communitywelfare.fund.identities import Identity, identities
from communitywelfare.fund.matching import draw_request
from communitywelfare.fund.received import FROM_FACTS, received_by_line
from communitywelfare.fund.value import Fund
from communitywelfare.members import ExitCause, Group
from communitywelfare.money import Money, total

__all__ = ["FROM_FACTS", "BenefitLine", "FundFigures", "Identity", "Standing", "books_of", "draw_up"]


@frozen(kw_only=True)
class Standing:
    """How current members stand with their dues; `by_months` counts them by months in arrears, 3 meaning 3 or more.

    `unknown` counts members who joined before any dues are known.
    """

    by_months: Mapping[int, int] = field(hash=False)
    owed: Money
    unknown: int


@frozen(kw_only=True)
class FundFigures:
    """Everything the report of one fund shows, as of one day.

    There is no `request` for a year of which no rules of the scheme are known; `unasked` then says so.
    """

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
    request: Request | None
    unasked: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"<FundFigures as of {self.on} of {self.fund!r}>"

    @property
    def assessed(self) -> Money:
        """The sum assessed on all waiting claims."""
        return total(decision.assessed for decision in self.decisions)


def draw_up(fund: Fund, scheme: Scheme, on: date) -> FundFigures:
    """Compute all figures of a fund as of the end of a day. It assesses; it approves and pays nothing."""
    current = fund.register.current(on)
    year = fund.profile.year_start.year_of(on)
    cut_off = cut_off_before(on)
    section10 = books_of(fund, on)
    unasked = scheme.unknown_in(_budget_year(cut_off))
    request = None if unasked else draw_request(fund, scheme, _budget_year(cut_off), cut_off=cut_off)
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
        benefits=benefits_by_kind(fund, year, on),
        sources=received_by_line(fund, section10, on),
        section10=section10,
        trial_balance=trial_balance(fund.journal, fund.chart, on) if section10 is not None else None,
        identities=identities(fund, year, on, section10=section10, request=request),
        request=request,
        unasked=unasked,
    )


def books_of(fund: Fund, on: date) -> Section10 | None:
    """Section 10 as of the end of a day; None where the books are not given, or their chart is not whole."""
    if {"accounts", "journal"} & fund.absent or not _chart_is_whole(fund):
        return None
    return section_10(fund.journal, fund.chart, fund.openings, on)


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
