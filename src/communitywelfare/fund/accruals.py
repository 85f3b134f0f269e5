"""What is owed at the end of a year, by a fund's own facts: adjusting entries of the accrual basis (รายการปรับปรุง)."""

from collections.abc import Iterator, Mapping
from datetime import date

from communitywelfare.accounting import KeptAs, Slice, Voucher, adjustments
from communitywelfare.calendar import FiscalYear, Month
from communitywelfare.claims import ClaimState
from communitywelfare.cofunding import CofundingState, Round, RoundStanding
from communitywelfare.fund.desk import spread
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, total
from communitywelfare.sources import MEMBERS

__all__ = ["accruals"]

_DUES = "41010"


def accruals(fund: Fund, period: FiscalYear) -> Iterator[Voucher]:
    """The adjusting entries of a period's last day, without numbers: dues owed and paid ahead, benefits, co-funding.

    Raises:
        MissingFact: It is not known what a member owes, or the chart has no account for what a source owes.
    """
    yield from _dues(fund, period)
    yield from _benefits(fund, period.last)
    yield from _cofunding(fund, period.last)


def _dues(fund: Fund, period: FiscalYear) -> Iterator[Voucher]:
    """What members owe, and what they have paid for later months; a promise to save is nothing that is owed."""
    if fund.profile.books.contributions is KeptAs.DEPOSIT:
        return
    on, kept = period.last, _dues_kept(fund, period)
    owed, ahead = dict[str, Money](), dict[str, Money]()
    for membership in fund.register.current(on):
        behind = fund.contributions.arrears(membership, fund.bylaw.dues, on).amount
        beyond = min(_paid_ahead(fund, membership, on), kept.get(membership.number, ZERO))
        if behind > ZERO:
            owed[membership.number] = behind
        elif beyond > ZERO:
            ahead[membership.number] = beyond
    if owed:
        yield adjustments.dues_owed(day=on, number="", owed=owed)
    if ahead:
        yield adjustments.dues_in_advance(day=on, number="", paid=ahead)


def _dues_kept(fund: Fund, period: FiscalYear) -> Mapping[str, Money]:
    """The contributions of each member that the books of a period hold: no more can be set aside as paid ahead."""
    kept: dict[str, Money] = {}
    for _entry, line in Slice(accounts={_DUES}, first=period.first, last=period.last).lines(fund.journal):
        kept[line.member] = kept.get(line.member, ZERO) - line.amount
    return kept


def _paid_ahead(fund: Fund, membership: Membership, on: date) -> Money:
    """What a member has paid beyond all that was asked by the end of a day; negative, where less."""
    contributions = fund.contributions
    return contributions.paid(membership, on) - contributions.owed(membership, fund.bylaw.dues, Month.of(on), on)


def _benefits(fund: Fund, on: date) -> Iterator[Voucher]:
    """Benefits that are approved and not paid: from the sources in their order, the rest from the members' money."""
    left = _liquid(fund, on)
    for claim in fund.claims:
        if claim.day > on or fund.state(claim.number, on) is not ClaimState.APPROVED:
            continue
        amount = fund.granted(claim.number, on)
        parts = dict(spread(amount, left, fund.sources))
        left = {source: money - parts.get(source, ZERO) for source, money in left.items()}
        rest = amount - total(parts.values())
        if rest > ZERO:
            parts[MEMBERS] = parts.get(MEMBERS, ZERO) + rest
        yield adjustments.benefit_owed(
            day=on,
            number="",
            claim=claim.number,
            member=claim.member,
            account=fund.chart.benefit_account(claim.category),
            parts=parts,
        )


def _liquid(fund: Fund, on: date) -> dict[str, Money]:
    """Cash and bank money at the end of a day, by source."""
    held: dict[str, Money] = {}
    for (account, source), amount in fund.journal.balances(on).items():
        if account in fund.chart.cash | fund.chart.banks:
            held[source] = held.get(source, ZERO) + amount
    return held


def _cofunding(fund: Fund, on: date) -> Iterator[Voucher]:
    """Co-funding that is approved and has not come yet."""
    for each in fund.rounds:
        standing = fund.round_standing(each, on)
        if standing.approved is not None and standing.approved > standing.received and _is_open(fund, each, standing):
            yield adjustments.cofunding_owed(
                day=on,
                number="",
                source=each.source,
                amount=standing.approved - standing.received,
                reference=each.reference,
                chart=fund.chart,
            )


def _is_open(fund: Fund, each: Round, standing: RoundStanding) -> bool:
    """Whether more may still come; a round that keeps no actions is said to be received when all of it is."""
    is_told_whole = each.key not in fund.actions_of_round and standing.received_on is not None
    is_received = standing.state is CofundingState.RECEIVED and is_told_whole
    return not (standing.state.is_given_up or standing.state.is_settled or is_received)
