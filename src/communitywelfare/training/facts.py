"""What a learner did, as rows of facts: what the fund holds now and did not hold at the start."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.accounting.cash_count import counted
from communitywelfare.accounting.custody import money_in_hands
from communitywelfare.accounting.reconciliation import ItemKind, reconcile
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.claims import Action, ActionKind, Claim
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding
from communitywelfare.fund import Fund
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money

__all__ = ["FACTS", "Row", "Work", "text_of"]

Row = Mapping[str, object]
_WHY = "compare it with what an exercise asks for"
_AFTER_SAVING = (
    "file.hash_differs"  # a spreadsheet saves the same rows in other bytes; the next command writes them anew
)


@frozen(kw_only=True)
class Work:
    """A fund as the learner got it, the same fund as it is now, what was found in its files, and what was answered."""

    before: Fund
    after: Fund
    findings: tuple[Finding, ...] = ()
    answers: Mapping[str, str] = field(factory=dict, hash=False)


def text_of(value: object) -> str:
    """A fact as an exercise writes it.

    >>> text_of(Money.baht("1,090")), text_of(value=True), text_of(4)
    ('1090.00', 'yes', '4')
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return value.plain
        case Enum():
            return str(value.value)
        case _:
            return str(value)


def _members(work: Work) -> Iterator[Row]:
    """Members that were taken in."""
    known = work.before.register.by_number
    for each in work.after.register:
        if each.number not in known:
            yield {
                "member": each.number,
                "citizen_id": _citizen_id(each),
                "name": " ".join(each.person.name.reveal(_WHY).split()),
                "sex": each.person.sex,
                "birth": each.person.birth,
                "village": each.village,
                "joined": each.applied,
            }


def _citizen_id(membership: Membership | None) -> str:
    has_one = membership is not None and membership.person.citizen_id is not None
    return membership.person.citizen_id.reveal(_WHY) if has_one else ""  # type: ignore[union-attr]  # has_one says so


def _altered(work: Work) -> Iterator[Row]:
    """Members of the start who are not as they were, or are not there any more."""
    now = work.after.register.by_number
    for each in work.before.register:
        if now.get(each.number) != each:
            yield {"member": each.number}


def _receipts(work: Work) -> Iterator[Row]:
    """Receipts that were written and are good."""
    known = {each.key for each in work.before.contributions}
    members = work.after.register.by_number
    for each in work.after.contributions:
        if each.key not in known and not each.voided:
            yield {**_receipt(each), "citizen_id": _citizen_id(members.get(each.member))}


def _receipt(receipt: Receipt) -> Row:
    return {
        "member": receipt.member,
        "kind": receipt.kind,
        "amount": receipt.amount,
        "day": receipt.day,
        "by": receipt.received_by,
    }


def _voided(work: Work) -> Iterator[Row]:
    """Receipts of the start that were voided."""
    good = {each.key for each in work.before.contributions if not each.voided}
    return (_receipt(each) for each in work.after.contributions if each.key in good and each.voided)


def _claims(work: Work) -> Iterator[Row]:
    """Claims that were taken in, with who did what about each."""
    known = work.before.claims_by_number
    return (_claim(work.after, each) for each in work.after.claims if each.number not in known)


def _claim(fund: Fund, claim: Claim) -> Row:
    newest: dict[ActionKind, Action] = {each.kind: each for each in fund.actions_of.get(claim.number, ())}
    assessed, approved = newest.get(ActionKind.ASSESS), newest.get(ActionKind.APPROVE)
    refused, paid = newest.get(ActionKind.REJECT), newest.get(ActionKind.PAY)
    return {
        "member": claim.member,
        "benefit": claim.benefit,
        "day": claim.event.day,
        "until": claim.event.until,
        "units": claim.event.units,
        "state": fund.state(claim.number, fund.as_of),
        "two_people": bool(assessed and approved and assessed.actor != approved.actor),
        "resolution": bool(approved and approved.reference),
        "reason": bool(refused and refused.reason),
        "amount": paid.amount if paid else ZERO,
    }


def _sheets(work: Work) -> Iterator[Row]:
    """Sheets of a collection that were taken in."""
    for entry in work.after.journal.entries[len(work.before.journal) :]:
        if entry.voucher.reference and not entry.voucher.reverses:
            yield {"sheet": entry.voucher.reference}


def _hands(work: Work) -> Iterator[Row]:
    """Collectors who took money since the start, and what they still have."""
    custody = money_in_hands(work.after.journal, work.after.chart, work.before.as_of, work.after.as_of)
    for each in custody.holdings:
        yield {"by": each.holder, "balance": each.balance.amount}


def _counts(work: Work) -> Iterator[Row]:
    """Counts of cash that were written down."""
    for each in work.after.cash_counts[len(work.before.cash_counts) :]:
        found = counted(work.after.journal, each)
        yield {"account": each.account, "day": each.day, "amount": each.amount, "difference": found.difference}


def _bank(work: Work) -> Iterator[Row]:
    """How the passbook stands to the books, once any line of it is written down."""
    if not any(each.account == BANK for each in work.after.passbook):
        return
    found = reconcile(work.after.journal, work.after.passbook, BANK, work.after.as_of)
    lines = {line.kind: line for line in found.statement}
    unbooked = (*lines[ItemKind.ONLY_BANK_IN].items, *lines[ItemKind.ONLY_BANK_OUT].items)
    yield {
        "lines": len(work.after.passbook),
        "unbooked": len(unbooked),
        "breaks": lines[ItemKind.PASSBOOK_BREAKS].amount,
        "agrees": found.agrees,
    }


def _years(work: Work) -> Iterator[Row]:
    """Years of the books that were closed."""
    return (
        {"year": each.period.be} for each in work.after.periods.closings if each not in work.before.periods.closings
    )


def _errors(work: Work) -> Iterator[Row]:
    """What cannot stay as it is in the files."""
    return ({"code": each.code} for each in work.findings if each.is_error and each.code != _AFTER_SAVING)


FACTS: Mapping[str, Callable[[Work], Iterable[Row]]] = MappingProxyType(
    {
        "members": _members,
        "altered": _altered,
        "receipts": _receipts,
        "voided": _voided,
        "claims": _claims,
        "sheets": _sheets,
        "hands": _hands,
        "counts": _counts,
        "bank": _bank,
        "years": _years,
        "errors": _errors,
    }
)
"""Every kind of fact that an exercise may want, by its name."""
