"""What a round of co-funding is drawn from (ข้อเท็จจริงของรอบ): who was a member, what was paid, matched and given."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from communitywelfare.cofunding.rounds import Match
from communitywelfare.contributions import Contributions, DuesHistory, Receipt
from communitywelfare.masking import how_many
from communitywelfare.members import Membership, Register
from communitywelfare.money import ZERO, Money

__all__ = ["ReceiptKey", "RoundFacts", "receipt_key"]

ReceiptKey = tuple[str, str, str]


def receipt_key(receipt: Receipt) -> ReceiptKey:
    """What a receipt is matched by: book, number and member, for one paper may hold lines of several members."""
    return receipt.book, receipt.number, receipt.member


@frozen(kw_only=True)
class RoundFacts:
    """What a round is drawn from, as it was known by the cut-off.

    What is None was not given, which is not the same as none: `contributions`; `received`, what came from each source
    in the year before the cut-off; `granted`, what each source has ever approved or paid. Where `knows_matches` is
    false, `matches` were not given: nobody can tell how often somebody was matched. `late` are receipts of days up to
    the cut-off that were written down only after it: they wait for the next round, which knows by `written` on what
    day the entry of such a receipt was made. `branch` names the members of one branch or village where the request is
    for these alone.
    """

    register: Register
    matches: tuple[Match, ...] = field(default=(), repr=how_many)
    knows_matches: bool = True
    contributions: Contributions | None = None
    knows_waivers: bool = True
    dues: DuesHistory | None = None
    late: tuple[Receipt, ...] = field(default=(), repr=how_many)
    written: Mapping[str, date] = {}
    received: Mapping[str, Money] | None = field(default=None, repr=how_many)
    granted: Mapping[str, Money] | None = field(default=None, repr=how_many)
    branch: frozenset[str] | None = field(default=None, repr=how_many)

    def of_branch(self, members: Iterable[Membership]) -> "RoundFacts":
        """The same facts for a request that asks for some members alone, such as those of a village."""
        return evolve(self, branch=frozenset(membership.number for membership in members))

    @cached_property
    def _matched(self) -> Mapping[tuple[str, str], tuple[date, ...]]:
        """The cut-offs as of which each member was matched, by scheme and member; a round's receipts count once."""
        days: dict[tuple[str, str], dict[int, date]] = {}
        for match in self.matches:
            days.setdefault((match.scheme, match.member), {})[match.round] = match.as_of
        return {key: tuple(rounds.values()) for key, rounds in days.items()}

    def matched_before(self, scheme: str, member: str, cut_off: date) -> int:
        """How often a membership was matched by a scheme in rounds of earlier cut-offs."""
        return sum(as_of < cut_off for as_of in self._matched.get((scheme, member), ()))

    def matched_since(self, scheme: str, member: str, cut_off: date) -> int:
        """How often a membership was matched by a scheme in rounds of this cut-off and of later ones."""
        return sum(as_of >= cut_off for as_of in self._matched.get((scheme, member), ()))

    def is_matched_as_of(self, scheme: str, member: str, cut_off: date) -> bool:
        """Whether a membership is recorded as matched by a scheme in a round of this very cut-off."""
        return cut_off in self._matched.get((scheme, member), ())

    @cached_property
    def _receipts_matched(self) -> Mapping[str, Mapping[ReceiptKey, date]]:
        """The earliest cut-off as of which each receipt was matched, by scheme."""
        found: dict[str, dict[ReceiptKey, date]] = {}
        for match in self.matches:
            if match.receipt:
                days = found.setdefault(match.scheme, {})
                key = (match.book, match.receipt, match.member)
                days[key] = min(match.as_of, days.get(key, match.as_of))
        return found

    def receipts_matched(self, scheme: str) -> Mapping[ReceiptKey, date]:
        """Every receipt that a scheme has ever matched, with the cut-off of the round."""
        return self._receipts_matched.get(scheme, {})

    def dues_paid(self, membership: Membership, since: date | None, until: date) -> tuple[Receipt, ...]:
        """A member's valid dues receipts after one day and up to another.

        One that was written down late is of the day on which it was written, where that is the later one.
        """
        if self.contributions is None:
            return ()
        receipts = self.contributions.of_member.get(membership.number, ())
        return tuple(
            each
            for each in receipts
            if each.day <= until
            and each.amount > ZERO
            and (since is None or max(each.day, self.written.get(each.journal_no, each.day)) > since)
        )
