"""The other papers of the desk: costs, income, money between sources, what goes back to a source or to a member.

Each function takes a fund and gives the fund with one more voucher, and its number; `Refused` says every reason.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime

from attrs import evolve, frozen

from communitywelfare.accounting import Account, AccountType, Voucher, adjustments, vouchers
from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fund.desk import Paper, accept, afford, needs, refusal
from communitywelfare.fund.figures import FROM_FACTS
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money
from communitywelfare.sources import MEMBERS

__all__ = [
    "Note",
    "accepted",
    "earn",
    "give_back",
    "look_at",
    "move_between_sources",
    "owe_back",
    "refund_deposit",
    "spend",
]


@frozen(kw_only=True)
class Note:
    """When it was, when it is written down, and what for in the treasurer's words."""

    on: date
    recorded_at: datetime
    words: str


def spend(fund: Fund, account: str, amount: Money, note: Note, *, source: str = "") -> tuple[Fund, Paper]:
    """Pay a cost of running the fund (จ่ายค่าใช้จ่าย): from money that is not restricted, in the sources' order.

    Raises:
        MissingFact: The chart has no such account.
        Refused: It is no cost, nothing is said of what it is for, or no one place holds enough money that may pay it.
    """
    look_at(fund, amount, note, _account(fund, account, fits=_is_cost))
    free = [each.code for each in fund.sources if not each.restricted and source in {"", each.code}]
    place, parts = afford(fund, amount, note.on, sources=free)
    draft = vouchers.expense_paid(
        day=note.on, number="", account=account, parts=parts, out_of=place, description=note.words
    )
    return accept(fund, draft, recorded_at=note.recorded_at)


def earn(fund: Fund, account: str, amount: Money, note: Note, *, source: str, into: str) -> tuple[Fund, Paper]:
    """Take in what no member and no round of co-funding brings: interest, a donation, a share of profits (รับรายได้).

    Raises:
        MissingFact: The chart has no such account.
        Refused: It is no income, or a member's or a round's; nothing is said of what it is; or the source is not the
            account's.
    """
    look_at(fund, amount, note, _account(fund, account, fits=_is_other_income))
    draft = vouchers.income_received(
        day=note.on, number="", source=source, account=account, amount=amount, description=note.words, into=into
    )
    return accept(fund, draft, recorded_at=note.recorded_at)


def move_between_sources(
    fund: Fund, amount: Money, note: Note, *, giving: str, taking: str, resolution: str
) -> tuple[Fund, Paper]:
    """Make money of one source another's, by resolution (โอนเงินระหว่างแหล่งทุน).

    Raises:
        Refused: No resolution is named, the source's money is restricted, or there is not enough of it in one place.
    """
    if not resolution:
        raise refusal("voucher.resolution_missing", "name the resolution", {"source": giving})
    look_at(fund, amount, note)
    place, _parts = afford(fund, amount, note.on, sources={giving})
    draft = adjustments.source_transfer(
        day=note.on, number="", amount=amount, giving=giving, taking=taking, at=place, resolution=resolution
    )
    return accepted(fund, draft, note)


def owe_back(fund: Fund, source: str, amount: Money, note: Note, *, reference: str) -> tuple[Fund, Paper]:
    """Record that money must go back to its source (เงินสมทบรอส่งคืน); `reference` names the round or what was matched.

    Raises:
        MissingFact: The chart has no payable to this source.
        Refused: It is nothing.
    """
    look_at(fund, amount, note)
    draft = adjustments.clawback_owed(
        day=note.on, number="", source=source, amount=amount, reference=reference, chart=fund.chart
    )
    return accepted(fund, draft, note)


def give_back(fund: Fund, source: str, amount: Money, note: Note, *, reference: str) -> tuple[Fund, Paper]:
    """Pay back to a source what was recorded as owed to it (ส่งคืนเงินสมทบ), from that source's own money.

    Raises:
        MissingFact: The chart has no payable to this source.
        Refused: It is nothing, so much is not owed, or there is not enough of it in one place.
    """
    look_at(fund, amount, note)
    payable = adjustments.owing_account(fund.chart, source, AccountType.LIABILITY)
    owed = -fund.journal.balance(payable, source, note.on)
    if amount > owed:
        raise refusal("voucher.not_owed", f"{owed} baht are owed to {source}", {"source": source, "owed": owed})
    place, _parts = afford(fund, amount, note.on, sources={source})
    draft = adjustments.clawback_paid(
        day=note.on, number="", source=source, amount=amount, reference=reference, chart=fund.chart, out_of=place
    )
    return accepted(fund, draft, note)


def refund_deposit(fund: Fund, member: str, amount: Money, note: Note) -> tuple[Fund, Paper]:
    """Pay refundable savings back to a member (คืนเงินสัจจะ), no more than the books hold of theirs.

    Raises:
        MissingFact: There is no such member.
        Refused: It is nothing, more than the member has, or there is not enough members' money in one place.
    """
    fund.membership(member)
    look_at(fund, amount, note)
    saved = adjustments.saved(fund.journal, member, note.on)
    if amount > saved:
        params = {"member": member, "saved": saved}
        raise refusal("voucher.not_saved", f"member {member} has saved {saved} baht", params)
    place, _parts = afford(fund, amount, note.on, sources={MEMBERS})
    draft = adjustments.deposit_refunded(day=note.on, number="", member=member, amount=amount, out_of=place)
    return accepted(fund, draft, note)


def accepted(fund: Fund, draft: Voucher, note: Note) -> tuple[Fund, Paper]:
    """The fund with a draft in its books; the treasurer's words stand in it."""
    described = evolve(draft, description=f"{draft.description}: {note.words}")
    return accept(fund, described, recorded_at=note.recorded_at)


def _account(fund: Fund, code: str, *, fits: Callable[[Account], bool]) -> Collection[Finding]:
    """Why an account is not one for this paper."""
    account = fund.chart.account(code)
    if fits(account):
        return ()
    params = {"account": code, "name": account.name["th"]}
    return (Finding("voucher.other_account", Severity.ERROR, params=params),)


def _is_other_income(account: Account) -> bool:
    """Whether no table of its own tells of it: receipts of members and rounds of co-funding have theirs."""
    return account.type is AccountType.RECEIPT and account.line not in FROM_FACTS


def _is_cost(account: Account) -> bool:
    return account.is_running_cost


def look_at(fund: Fund, amount: Money, note: Note, found: Collection[Finding] = ()) -> None:
    """See that a paper can be entered: the books are there, something moves, and words say what it is for.

    Raises:
        Refused: It cannot, for these reasons and those that were found before.
    """
    needs(fund, "journal")
    faults = list(found)
    if not note.words.strip():
        faults.append(Finding("voucher.words_missing", Severity.ERROR))
    if amount <= ZERO:
        faults.append(Finding("receipt.not_positive", Severity.ERROR, params={"amount": amount}))
    if faults:
        raise Refused(f"{amount} baht on {note.on} cannot be entered", *faults)
