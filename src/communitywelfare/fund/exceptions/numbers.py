"""Numbers of receipts and vouchers (เลขที่เอกสาร): running on in their book and year, each used for one paper.

A number is read as a book, a running number and a year: ``P27/2567`` is 27 of book P in 2567. Numbers without a year
are taken for running ones only where no more of them are missing than there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice, pairwise

from attrs import field, frozen

from communitywelfare.contributions import Receipt
from communitywelfare.errors import Place, Severity
from communitywelfare.fund.exceptions.evidence import Check, Evidence, Trace, entry_place, numbers_of, receipt_place

__all__ = ["CHECKS", "Series", "read_number"]

_NUMBERED = re.compile(r"(?P<before>.*?)(?P<running>\d{1,12})(?:/(?P<year>\d{4}))?", re.ASCII | re.DOTALL)
_SHOWN = 5


@frozen
class Series:
    """A book of one year: numbers of one series run on. P and p are the same book."""

    book: str
    before: str = field(eq=str.casefold)
    year: str

    def text(self, running: int) -> str:
        """A number of the series, as it is written."""
        return f"{self.before}{running}{'/' if self.year else ''}{self.year}"


def read_number(text: str, book: str = "") -> tuple[Series, int] | None:
    """The series of a number, and where it stands in it; None for a text without a number at its end."""
    match = _NUMBERED.fullmatch(text.strip())
    return match and (Series(book, match["before"], match["year"] or ""), int(match["running"]))


@frozen
class _Numbers:
    """All numbers that were used: a receipt's own entry often carries the number of the receipt."""

    evidence: Evidence

    @cached_property
    def receipts(self) -> Mapping[Series, dict[int, Place]]:
        read = ((read_number(each.number, each.book), receipt_place(each)) for each in self.evidence.fund.contributions)
        return _by_series(read)

    @cached_property
    def vouchers(self) -> Mapping[Series, dict[int, Place]]:
        entries = self.evidence.fund.journal
        return _by_series((read_number(each.voucher.number), entry_place(each, "doc_no")) for each in entries)

    def gaps(self, own: Mapping[Series, dict[int, Place]]) -> Iterator[Trace]:
        """The holes in the series of one kind of paper, each with the numbers on both sides."""
        for series, places in own.items():
            other = self.vouchers if own is self.receipts else self.receipts
            used = sorted(places.keys() | other.get(series, {}).keys())
            holes = [(low, high) for low, high in pairwise(used) if high - low > 1]
            missing = sum(high - low - 1 for low, high in holes)
            if series.year or missing <= len(used):
                for low, high in holes:
                    place = places.get(low) or places.get(high) or next(iter(places.values()))
                    yield Trace(place, _hole(series, low, high))


def _by_series(read: Iterable[tuple[tuple[Series, int] | None, Place]]) -> Mapping[Series, dict[int, Place]]:
    found: dict[Series, dict[int, Place]] = defaultdict(dict)
    for number, place in read:
        if number is not None:
            found[number[0]].setdefault(number[1], place)
    return found


def _hole(series: Series, low: int, high: int) -> Mapping[str, object]:
    shown = tuple(series.text(number) for number in islice(range(low + 1, high), _SHOWN))
    return {
        "count": high - low - 1,
        "numbers": shown,
        "book": series.book or series.before,
        "year": series.year,
        "after": series.text(low),
        "before": series.text(high),
    }


def receipt_gap(evidence: Evidence) -> Iterator[Trace]:
    """Receipt numbers that were skipped: a leaf torn out, a receipt that was not entered, or a slip."""
    numbers = _Numbers(evidence)
    yield from numbers.gaps(numbers.receipts)


def voucher_gap(evidence: Evidence) -> Iterator[Trace]:
    """Voucher numbers that were skipped, in books that are not receipts' own."""
    numbers = _Numbers(evidence)
    own = {series: places for series, places in numbers.vouchers.items() if series not in numbers.receipts}
    yield from numbers.gaps(own)


def receipt_repeat(evidence: Evidence) -> Iterator[Trace]:
    """One receipt number on papers of two days or two collectors; a family's lines on one paper are no repeat."""
    papers: dict[object, list[Receipt]] = defaultdict(list)
    for receipt in evidence.fund.contributions:
        papers[read_number(receipt.number, receipt.book) or receipt.key].append(receipt)
    for receipts in papers.values():
        days = tuple(sorted({receipt.day for receipt in receipts}))
        if len(days) > 1 or len({receipt.received_by for receipt in receipts}) > 1:
            entries = tuple(dict.fromkeys(receipt.journal_no for receipt in receipts))
            figures = {"number": receipts[0].number, "count": len(receipts), "days": days, "entries": entries}
            yield Trace(receipt_place(receipts[-1]), figures)


def voucher_repeat(evidence: Evidence) -> Iterator[Trace]:
    """One voucher number on two entries, also where it is written in two ways, such as P7/2567 and P07/2567."""
    papers: dict[object, list[str]] = defaultdict(list)
    for entry in evidence.fund.journal:
        papers[read_number(entry.voucher.number) or entry.voucher.number].append(entry.number)
    for entries in papers.values():
        if len(entries) > 1:
            last = evidence.entries[entries[-1]]
            figures = {"number": last.voucher.number, "count": len(entries), "entries": tuple(entries)}
            yield Trace(entry_place(last, "doc_no"), figures)


def receipt_out_of_order(evidence: Evidence) -> Iterator[Trace]:
    """Of one collector in one book, a later number with an earlier day."""
    books: dict[tuple[Series, str], list[tuple[int, Receipt]]] = defaultdict(list)
    for receipt in evidence.fund.contributions:
        read = read_number(receipt.number, receipt.book)
        if read is not None:
            books[read[0], receipt.received_by].append((read[1], receipt))
    for (_series, collector), receipts in books.items():
        for (_low, earlier), (_high, later) in pairwise(sorted(receipts, key=lambda pair: pair[0])):
            if later.day < earlier.day:
                figures = {"number": later.number, "day": later.day, "collector": collector, "entries": ()}
                figures |= {"earlier": earlier.number, "earlier_day": earlier.day}
                entries = (
                    evidence.entries[no] for no in (earlier.journal_no, later.journal_no) if no in evidence.entries
                )
                yield Trace(receipt_place(later, "receipt_date"), {**figures, "entries": numbers_of(entries)})


_RECEIPTS = frozenset({"contributions"})
CHECKS = (
    Check(code="audit.receipt_gap", severity=Severity.WARNING, find=receipt_gap, needs=_RECEIPTS),
    Check(code="audit.receipt_repeat", severity=Severity.ERROR, find=receipt_repeat, needs=_RECEIPTS),
    Check(code="audit.receipt_out_of_order", severity=Severity.WARNING, find=receipt_out_of_order, needs=_RECEIPTS),
    Check(code="audit.voucher_gap", severity=Severity.WARNING, find=voucher_gap),
    Check(code="audit.voucher_repeat", severity=Severity.ERROR, find=voucher_repeat),
)
