"""Are very many vouchers sound? What `faults.faults` answers with findings for one is answered here by yes or no."""

from collections.abc import Sequence

from communitywelfare.accounting.chart import Chart
from communitywelfare.accounting.faults import line_faults
from communitywelfare.accounting.journal import Posting, Voucher
from communitywelfare.money import Money
from communitywelfare.sources import Source

__all__ = ["Soundness"]

_Alike = tuple[str, str, bool, bool, bool]
_REMEMBERED_AT_MOST = 100_000
_LINES_AT_LEAST = 2


class Soundness:
    """Tells vouchers that may be posted from those in which `faults` finds something, and remembers what it asked.

    What may be wrong with a line depends on its account and source, on whether it names a member and a holder, and on
    its side; a fund has few such lines, so each is looked into once. Use `faults.faults` to learn what is wrong.
    """

    def __init__(self, chart: Chart, sources: Sequence[Source] = ()) -> None:
        self._chart = chart
        self._declared = {source.code: source for source in sources}
        self._alike: dict[_Alike, bool] = {}
        # Found by their ids, which are good for as long as there is what they are the ids of.
        self._sound: dict[int, Posting] = {}
        self._balanced: dict[int, tuple[Posting, ...]] = {}

    def holds(self, voucher: Voucher) -> bool:
        """Whether `faults` finds nothing."""
        postings = voucher.postings
        if id(postings) not in self._balanced and not self._ask_all(postings):
            return False
        return voucher.event_day is None or voucher.event_day <= voucher.day

    def _ask_all(self, postings: tuple[Posting, ...]) -> bool:
        """Whether nothing is wrong with some lines together; the journal's reader lets short vouchers share them."""
        sound = self._sound
        for posting in postings:
            if id(posting) not in sound and not self._ask(posting):
                return False
        if len(postings) < _LINES_AT_LEAST or not _is_balanced(postings):
            return False
        if len(self._balanced) < _REMEMBERED_AT_MOST and type(postings) is tuple:
            self._balanced[id(postings)] = postings
        return True

    def _ask(self, posting: Posting) -> bool:
        """Whether nothing is wrong with a line; the journal's reader lets equal lines share one posting."""
        amount = posting.amount
        if not isinstance(amount, Money) or amount.satang == 0:
            return False
        alike = posting.account, posting.source, not posting.member, not posting.holder, amount.satang > 0
        is_sound = self._alike.get(alike)
        if is_sound is None:
            is_sound = self._alike[alike] = not line_faults(posting, self._chart, self._declared)
        if is_sound and len(self._sound) < _REMEMBERED_AT_MOST:
            self._sound[id(posting)] = posting
        return is_sound


def _is_balanced(postings: Sequence[Posting]) -> bool:
    """Whether lines, all of them of `Money`, come to nothing within every source."""
    if len({posting.source for posting in postings}) == 1:
        satang = [posting.amount.satang for posting in postings]
        return sum(satang) == 0
    sums: dict[str, int] = {}
    for posting in postings:
        sums[posting.source] = sums.get(posting.source, 0) + posting.amount.satang
    return not any(sums.values())
