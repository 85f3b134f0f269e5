"""Where the money is, as data: money in hands (M7), the passbook beside the books (M6), a count of cash."""

from collections.abc import Iterable, Mapping

from communitywelfare.accounting import Voucher
from communitywelfare.accounting.cash_count import CountedCash
from communitywelfare.accounting.custody import Custody, Holding
from communitywelfare.accounting.reconciliation import BankLine, BookItem, Reconciliation

__all__ = ["count_data", "custody_data", "reconciliation_data", "voucher_data"]

Data = Mapping[str, object]


def custody_data(custody: Custody) -> Data:
    """The report on money in hands, holder by holder, with the documents that are still there."""
    return {
        "from": custody.first,
        "on": custody.on,
        "holders": tuple(map(_holding, custody.holdings)),
        "balance": custody.balance,
    }


def _holding(holding: Holding) -> Data:
    return {
        "account": holding.account,
        "holder": holding.holder,
        "opening": holding.opening.amount,
        "received": holding.received.amount,
        "handed_over": holding.handed_over.amount,
        "balance": holding.balance.amount,
        "days": holding.days,
        "in_hand": tuple(
            {
                "entry": each.entry,
                "document": each.document,
                "day": each.day,
                "source": each.source,
                "amount": each.amount,
            }
            for each in holding.in_hand
        ),
    }


def reconciliation_data(found: Reconciliation, drafts: Iterable[tuple[BankLine, Voucher]] = ()) -> Data:
    """The statement of a bank account with all that stands behind it, and the vouchers that are suggested."""
    return {
        "account": found.account,
        "from": found.since,
        "on": found.on,
        "agrees": found.agrees,
        "statement": tuple(
            {"line": line.kind, "amount": line.amount, "items": _items(line.items)} for line in found.statement
        ),
        "matched": tuple({"books": _item(pair.book), "bank": _item(pair.bank)} for pair in found.pairs),
        "undone": tuple(_items(pair) for pair in found.undone),
        "suggested": tuple({"books": _items(each.book), "bank": _items(each.bank)} for each in found.suggestions),
        "drafts": tuple({"bank": _item(line), "voucher": voucher_data(draft)} for line, draft in drafts),
    }


def _items(items: Iterable[BookItem | BankLine]) -> tuple[Data, ...]:
    return tuple(map(_item, items))


def _item(item: BookItem | BankLine) -> Data:
    if isinstance(item, BankLine):
        return {"day": item.day, "amount": item.amount, "balance": item.balance, "code": item.code, "note": item.note}
    return {
        "entry": item.entry,
        "document": item.document,
        "day": item.day,
        "amount": item.amount,
        "description": item.description,
    }


def voucher_data(voucher: Voucher) -> Data:
    """A voucher that nobody has posted yet."""
    return {
        "day": voucher.day,
        "kind": voucher.kind,
        "description": voucher.description,
        "postings": tuple(
            {
                "account": posting.account,
                "source": posting.source,
                "amount": posting.amount,
                "holder": posting.holder,
            }
            for posting in voucher.postings
        ),
    }


def count_data(cash: CountedCash, draft: Voucher | None) -> Data:
    """A count beside the books, with the voucher that would bring the books to it."""
    return {
        "account": cash.count.account,
        "holder": cash.count.holder,
        "on": cash.count.day,
        "counted": cash.count.amount,
        "expected": cash.expected.amount,
        "by_source": cash.by_source,
        "difference": cash.difference,
        "draft": None if draft is None else voucher_data(draft),
    }
