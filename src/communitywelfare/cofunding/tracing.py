"""The trace of a request (ที่มาของยอดขอ): line by line for whom, and for which receipt, how much is asked."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from communitywelfare.cofunding.bases import Basis
from communitywelfare.cofunding.eligibility import Eligibility
from communitywelfare.cofunding.facts import ReceiptKey, receipt_key
from communitywelfare.contributions import Receipt
from communitywelfare.money import Money, apportion, total

__all__ = ["TraceLine", "trace_of", "with_amounts"]


@frozen(kw_only=True)
class TraceLine:
    """One line of a trace: what was matched of a member (`base`), and what is asked for it (`amount`).

    `receipt` is the receipt that is matched, None where a member brings a flat sum. A line without a member stands for
    a sum of the fund as a whole.
    """

    member: str = ""
    receipt: Receipt | None = None
    base: Money
    amount: Money

    @property
    def key(self) -> ReceiptKey | None:
        """What its receipt is matched by."""
        return None if self.receipt is None else receipt_key(self.receipt)


def trace_of(basis: Basis, parts: Sequence[Money]) -> tuple[TraceLine, ...]:
    """The lines of a basis, when its members, or the fund as a whole, are given these parts."""
    if basis.whole is not None:
        return (TraceLine(base=basis.whole.base, amount=parts[0]),)
    given = zip(basis.members.items(), parts, strict=True)
    return tuple(
        line
        for (member, brought), part in given
        for line in _lines(member, brought.base, part, basis.receipts.get(member))
    )


def _lines(member: str, base: Money, part: Money, receipts: tuple[Receipt, ...] | None) -> Iterator[TraceLine]:
    if receipts is None:
        yield TraceLine(member=member, base=base, amount=part)
        return
    amounts = apportion(part, [each.amount.satang for each in receipts], method="largest remainder")
    for receipt, amount in zip(receipts, amounts, strict=True):
        yield TraceLine(member=member, receipt=receipt, base=receipt.amount, amount=amount)


def with_amounts(looked: Sequence[Eligibility], trace: Sequence[TraceLine]) -> tuple[Eligibility, ...]:
    """The members with what the trace asks for each, and for which receipts."""
    lines: dict[str, list[TraceLine]] = defaultdict(list)
    for line in trace:
        lines[line.member].append(line)
    return tuple(_with_amount(each, lines.get(each.membership.number, ())) for each in looked)


def _with_amount(member: Eligibility, lines: Sequence[TraceLine]) -> Eligibility:
    if not lines or not member.is_eligible:
        return member
    receipts = tuple(line.receipt for line in lines if line.receipt is not None)
    return evolve(member, amount=total(line.amount for line in lines), receipts=receipts)
