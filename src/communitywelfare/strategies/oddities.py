"""One thing at a time that an auditor should notice, planted into the books of a sound fund.

Every check of `communitywelfare.fund.exceptions` has its fault here, by its name. A fund must have lived a little: it
has members who pay, collectors, and a claim that was paid.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Any

from attrs import evolve

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher, vouchers
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.claims import Action, ActionKind, Claim, Event
from communitywelfare.contributions import Receipt
from communitywelfare.fund import Fund, desk
from communitywelfare.members import ExitCause, Membership
from communitywelfare.money import Money

__all__ = ["ODDITIES"]

_THAILAND = timezone(timedelta(hours=7))
_BAHT = Money.baht(100)
_INTEREST, _DONATION, _ALLOWANCE, _TRAVEL = "42030", "42020", "52010", "52020"
_STAY, _OTHER = ("hospital", "02"), ("birth", "01")


# --- how something is planted --------------------------------------------------------------------------------


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), _THAILAND)


def _posted(fund: Fund, *added: Voucher) -> Fund:
    for voucher in added:
        entry = Entry(number=fund.journal.next_number, voucher=voucher, recorded_at=_noon(voucher.day))
        fund = evolve(fund, journal=Journal((*fund.journal.entries, entry)))
    return fund


def _with_entry(fund: Fund, position: int, **changes: Any) -> Fund:
    """The fund with another voucher in one entry; the book's own seals are left off."""
    entries = list(fund.journal.entries)
    entries[position] = evolve(entries[position], voucher=evolve(entries[position].voucher, **changes), seal=None)
    return evolve(fund, journal=Journal(tuple(entries)))


def _with_receipt(fund: Fund, position: int, **changes: Any) -> Fund:
    receipts = list(fund.contributions.receipts)
    receipts[position] = evolve(receipts[position], **changes)
    return evolve(fund, contributions=evolve(fund.contributions, receipts=tuple(receipts)))


def _paper(fund: Fund, **changes: Any) -> Fund:
    """The fund with one more receipt, which follows its last one."""
    last = fund.contributions.receipts[-1]
    receipt = evolve(last, number=_next(last.number), day=fund.as_of, **changes)
    return evolve(fund, contributions=evolve(fund.contributions, receipts=(*fund.contributions, receipt)))


def _next(number: str, by: int = 1) -> str:
    running, slash, year = number.partition("/")
    return f"{int(running) + by}{slash}{year}"


def _income(day: date, number: str, *, baht: int = 100, source: str = "MEMBERS", account: str = _INTEREST) -> Voucher:
    amount = Money.baht(baht)
    return vouchers.income_received(
        day=day, number=number, source=source, account=account, amount=amount, description="ดอกเบี้ยเงินฝาก"
    )


def _voucher(day: date, kind: DocumentKind, number: str, postings: Iterable[Posting]) -> Voucher:
    return Voucher(day=day, kind=kind, number=number, description="ทดสอบ", postings=tuple(postings))


def _benefit(fund: Fund, number: str, claim: str, member: str) -> Voucher:
    return vouchers.benefit_paid(
        day=fund.as_of,
        number=number,
        claim=claim,
        member=member,
        account="51020",
        parts={"MEMBERS": _BAHT},
        out_of=BANK,
    )


def _granted(
    fund: Fund, number: str, clause: tuple[str, str], event: Event, *, member: Membership | None = None
) -> Fund:
    """The fund with a claim for 100 baht that was approved on the last day."""
    who = member or _member(fund)
    claim = Claim(number=number, day=fund.as_of, member=who.number, benefit=clause[0], category=clause[1], event=event)
    steps = (ActionKind.SUBMIT, ActionKind.ASSESS, ActionKind.APPROVE)
    return _acted(evolve(fund, claims=(*fund.claims, claim)), number, steps)


def _acted(fund: Fund, claim: str, steps: Iterable[ActionKind]) -> Fund:
    made = (
        Action(claim=claim, kind=kind, actor="committee", day=fund.as_of, recorded_at=_noon(fund.as_of), amount=_BAHT)
        for kind in steps
    )
    return evolve(fund, actions=(*fund.actions, *made))


def _member(fund: Fund) -> Membership:
    """A member of many years who never claimed."""
    claimed = {claim.member for claim in fund.claims}
    old = (each for each in fund.register if each.ended is None and each.number not in claimed)
    return min(old, key=lambda each: (each.applied, each.number))


def _paid_claim(fund: Fund) -> tuple[str, int]:
    """A claim that was paid once, and the position of its entry."""
    back = {entry.voucher.reverses for entry in fund.journal}
    return next(
        (entry.voucher.reference, position)
        for position, entry in enumerate(fund.journal)
        if entry.voucher.reference in fund.claims_by_number and not entry.voucher.reverses and entry.number not in back
    )


def _last_of(fund: Fund, book: str) -> int:
    """The position of the last entry of a book of vouchers."""
    numbers = [
        (int(entry.voucher.number.partition("/")[0][1:]), entry.voucher.day, place)
        for place, entry in enumerate(fund.journal)
        if entry.voucher.number.startswith(book)
    ]
    return max(numbers, key=lambda found: (fund.profile.year_start.year_of(found[1]), found[0]))[2]


# --- numbers and receipts ------------------------------------------------------------------------------------


def _receipt_gap(fund: Fund) -> Fund:
    return _with_receipt(fund, -1, number=_next(fund.contributions.receipts[-1].number))


def _receipt_repeat(fund: Fund) -> Fund:
    return _with_receipt(fund, -1, number=fund.contributions.receipts[-2].number, received_by="คนอื่น")


def _receipt_out_of_order(fund: Fund) -> Fund:
    receipts = fund.contributions.receipts
    own = [place for place, each in enumerate(receipts) if each.received_by == receipts[-1].received_by]
    return _with_receipt(fund, own[-1], day=receipts[own[-2]].day - timedelta(days=1))


def _voucher_gap(fund: Fund) -> Fund:
    place = _last_of(fund, "P")
    number = fund.journal.entries[place].voucher.number
    return _with_entry(fund, place, number=f"P{_next(number[1:])}")


def _voucher_repeat(fund: Fund) -> Fund:
    place = _last_of(fund, "P")
    number = fund.journal.entries[place].voucher.number
    return _with_entry(fund, place, number=f"P0{_next(number[1:], -1)}")


def _receipts_missing(fund: Fund) -> Fund:
    lines = (Posting(CASH, "MEMBERS", _BAHT), Posting("41010", "MEMBERS", -_BAHT, _member(fund).number))
    return _posted(fund, _voucher(fund.as_of, DocumentKind.RECEIPT, "X1/2567", lines))


def _receipts_differ(fund: Fund) -> Fund:
    return _with_receipt(fund, -1, amount=fund.contributions.receipts[-1].amount - Money(1))


def _receipt_of_reversed(fund: Fund) -> Fund:
    fund, _paper = desk.receive(fund, _member(fund).number, _BAHT, on=fund.as_of, recorded_at=_noon(fund.as_of))
    back = vouchers.reversal(fund.journal.entries[-1], day=fund.as_of, number="X1/2567", reason="ผิด")
    return _posted(fund, back)


def _receipt_after_leaving(fund: Fund) -> Fund:
    current = [each for each in fund.contributions if fund.membership(each.member).ended is None]
    last: dict[str, Receipt] = {receipt.member: receipt for receipt in current}
    alone = (each for each in last.values() if [r.day for r in current if r.member == each.member].count(each.day) == 1)
    receipt = next(alone)
    gone = evolve(fund.membership(receipt.member), ended=receipt.day - timedelta(days=1), cause=ExitCause.RESIGNED)
    return evolve(fund, register=fund.register.replacing(gone))


# --- entries -------------------------------------------------------------------------------------------------


def _recorded_late(fund: Fund) -> Fund:
    *before, last = fund.journal
    late = evolve(last, recorded_at=last.recorded_at + timedelta(days=40), seal=None)
    return evolve(fund, journal=Journal((*before, late)))


def _entry_back_dated(fund: Fund) -> Fund:
    return _posted(fund, _income(fund.journal.entries[-1].voucher.day - timedelta(days=60), "X1/2567"))


def _other_year(fund: Fund) -> Fund:
    last = fund.profile.year_start.year_of(fund.as_of).last
    return _posted(fund, evolve(_income(last + timedelta(days=10), "X1/2568"), event_day=last))


def _journal_of_cash(fund: Fund) -> Fund:
    lines = (Posting(BANK, "MEMBERS", _BAHT), Posting(_INTEREST, "MEMBERS", -_BAHT))
    return _posted(fund, _voucher(fund.as_of, DocumentKind.JOURNAL, "X1/2567", lines))


def _difference_to_clear(fund: Fund) -> Fund:
    amount = Money.baht(2_000)
    lines = (Posting("33900", "MEMBERS", amount), Posting("31010", "MEMBERS", -amount))
    return _posted(fund, _voucher(fund.as_of, DocumentKind.JOURNAL, "X1/2567", lines))


def _many_reversals(fund: Fund) -> Fund:
    day = fund.profile.year_start.year_of(fund.as_of).last + timedelta(days=1)
    for number in range(1, 10, 2):
        fund = _posted(fund, _income(day, f"X{number}/2568"))
        back = vouchers.reversal(fund.journal.entries[-1], day=day, number=f"X{number + 1}/2568", reason="ผิด")
        fund = _posted(fund, back)
    return fund


def _round_costs(fund: Fund) -> Fund:
    day = fund.profile.year_start.year_of(fund.as_of).last + timedelta(days=1)
    costs = (
        vouchers.expense_paid(
            day=day,
            number=f"X{number}/2568",
            account=_TRAVEL,
            parts={"DONATION": Money.baht(1_000)},
            out_of=BANK,
            description="ค่าพาหนะ",
        )
        for number in range(1, 11)
    )
    gift = _income(day, "Y1/2568", baht=10_000, source="DONATION", account=_DONATION)
    return _posted(fund, gift, *costs)


# --- benefits ------------------------------------------------------------------------------------------------


def _paid_without_claim(fund: Fund) -> Fund:
    return _posted(fund, _income(fund.as_of, "X1/2567"), _benefit(fund, "Y1/2567", "", _member(fund).number))


def _paid_unapproved(fund: Fund) -> Fund:
    claim, _place = _paid_claim(fund)
    decided = {ActionKind.APPROVE, ActionKind.PAY}
    return evolve(fund, actions=tuple(each for each in fund.actions if each.claim != claim or each.kind not in decided))


def _paid_more(fund: Fund) -> Fund:
    claim, _place = _paid_claim(fund)
    actions = (
        evolve(each, amount=each.amount - Money(1))
        if each.claim == claim and each.kind is ActionKind.APPROVE and each.amount is not None
        else each
        for each in fund.actions
    )
    return evolve(fund, actions=tuple(actions))


def _paid_twice(fund: Fund) -> Fund:
    claim, _place = _paid_claim(fund)
    again = _benefit(fund, "Y1/2567", claim, fund.claim(claim).member)
    return _posted(fund, _income(fund.as_of, "X1/2567"), again)


def _paid_not_posted(fund: Fund) -> Fund:
    fund = _granted(fund, "901/2567", _STAY, Event(day=fund.as_of - timedelta(days=3)))
    return _acted(fund, "901/2567", [ActionKind.PAY])


def _same_payee_day(fund: Fund) -> Fund:
    who = _member(fund)
    for number, ago in ((901, 9), (902, 3)):
        fund = _granted(fund, f"{number}/2567", _STAY, Event(day=fund.as_of - timedelta(days=ago)), member=who)
        fund = _posted(fund, _income(fund.as_of, f"X{number}/2567"))
        fund = _posted(fund, _benefit(fund, f"Y{number}/2567", f"{number}/2567", who.number))
        fund = _acted(fund, f"{number}/2567", [ActionKind.PAY])
    return fund


def _same_event_amount(fund: Fund) -> Fund:
    who, event = _member(fund), Event(day=fund.as_of - timedelta(days=3))
    return _granted(_granted(fund, "901/2567", _STAY, event, member=who), "902/2567", _OTHER, event, member=who)


def _event_twice(fund: Fund) -> Fund:
    who, last = _member(fund), fund.as_of
    stay = Event(day=last - timedelta(days=9), until=last - timedelta(days=5), units=4)
    again = Event(day=last - timedelta(days=6), until=last - timedelta(days=2), units=4)
    return _granted(_granted(fund, "901/2567", _STAY, stay, member=who), "902/2567", _STAY, again, member=who)


def _after_death(fund: Fund) -> Fund:
    paying = {receipt.member: receipt.day for receipt in fund.contributions}
    who = _member(fund)
    died = max(fund.as_of - timedelta(days=3), paying.get(who.number, fund.as_of))
    gone = evolve(who, ended=died, cause=ExitCause.DECEASED)
    fund = evolve(fund, register=fund.register.replacing(gone))
    return _granted(fund, "901/2567", _STAY, Event(day=died + timedelta(days=1)), member=gone)


def _soon_after_joining(fund: Fund) -> Fund:
    who = _member(fund)
    return _granted(fund, "901/2567", _STAY, Event(day=who.applied + timedelta(days=5)), member=who)


# --- money in hands ------------------------------------------------------------------------------------------


def _held_too_long(fund: Fund) -> Fund:
    money = Posting(COLLECTOR_CASH, "MEMBERS", _BAHT, holder="ผู้เก็บเงินหมู่ 99")
    lines = (money, Posting("41090", "MEMBERS", -_BAHT))
    return _posted(fund, _voucher(fund.as_of - timedelta(days=20), DocumentKind.RECEIPT, "X1/2567", lines))


def _cash_over_limit(fund: Fund) -> Fund:
    much = Money.baht(30_000)
    lines = (Posting(CASH, "DONATION", much), Posting(_DONATION, "DONATION", -much))
    last = fund.journal.entries[-1].voucher.day
    gift = _voucher(last - timedelta(days=45), DocumentKind.RECEIPT, "X2/2567", lines)
    return _posted(fund, _income(last - timedelta(days=25), "X1/2567"), gift)


def _cash_negative(fund: Fund) -> Fund:
    moved = vouchers.moved(
        day=fund.as_of, number="X1/2567", amounts={"MEMBERS": _BAHT}, out_of="12030", into=BANK, description="ย้ายเงิน"
    )
    return _posted(fund, moved)


def _source_overdrawn(fund: Fund) -> Fund:
    cost = vouchers.expense_paid(
        day=fund.as_of,
        number="Y1/2567",
        account=_ALLOWANCE,
        parts={"GROUP_PROFIT": _BAHT},
        out_of=BANK,
        description="ค่าตอบแทน",
    )
    return _posted(fund, _income(fund.as_of, "X1/2567"), cost)


ODDITIES: Mapping[str, Callable[[Fund], Fund]] = MappingProxyType(
    {
        "receipt_gap": _receipt_gap,
        "receipt_repeat": _receipt_repeat,
        "receipt_out_of_order": _receipt_out_of_order,
        "voucher_gap": _voucher_gap,
        "voucher_repeat": _voucher_repeat,
        "receipt_entry_missing": lambda fund: _paper(fund, journal_no="E9999999"),
        "receipt_unposted": lambda fund: _paper(fund, journal_no=""),
        "receipts_missing": _receipts_missing,
        "receipts_differ": _receipts_differ,
        "receipt_of_reversed": _receipt_of_reversed,
        "void_unexplained": lambda fund: _with_receipt(fund, -1, voided=True, void_ref=""),
        "receipt_after_leaving": _receipt_after_leaving,
        "recorded_late": _recorded_late,
        "entry_back_dated": _entry_back_dated,
        "other_year": _other_year,
        "document_missing": lambda fund: _with_entry(fund, -1, description=" "),
        "journal_of_cash": _journal_of_cash,
        "difference_to_clear": _difference_to_clear,
        "many_reversals": _many_reversals,
        "round_costs": _round_costs,
        "paid_without_claim": _paid_without_claim,
        "paid_unapproved": _paid_unapproved,
        "paid_more": _paid_more,
        "paid_twice": _paid_twice,
        "paid_not_posted": _paid_not_posted,
        "same_payee_day": _same_payee_day,
        "same_event_amount": _same_event_amount,
        "event_twice": _event_twice,
        "after_death": _after_death,
        "soon_after_joining": _soon_after_joining,
        "held_too_long": _held_too_long,
        "cash_over_limit": _cash_over_limit,
        "cash_negative": _cash_negative,
        "source_overdrawn": _source_overdrawn,
    }
)
