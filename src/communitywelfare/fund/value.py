"""A `Fund`: all facts of one fund as one value. Everything else is computed from it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from attrs import frozen

from communitywelfare.accounting import Chart, DocumentKind, Journal, OpeningFigure, Periods
from communitywelfare.accounting.cash_count import CashCount
from communitywelfare.accounting.custody import CustodyNote
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.claims import Action, ActionKind, Claim, ClaimState, state_of
from communitywelfare.cofunding import (
    Match,
    Round,
    RoundAction,
    RoundActionKind,
    RoundStanding,
    standing_of,
    standing_of_row,
)
from communitywelfare.consents import Consent, Erasure
from communitywelfare.contributions import Arrears, Contributions
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.profile import Answer, CommitteeMember, FundProfile
from communitywelfare.members import Beneficiary, Membership, Register
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ByLaw
from communitywelfare.sources import Source

__all__ = ["Fund"]


@frozen(kw_only=True)
class Fund:
    """One community welfare fund (กองทุนสวัสดิการชุมชน), with everything that was ever recorded of it.

    `as_of` is the day up to which the facts are complete. `absent` names the tables that were not given: what needs
    them cannot be computed, which is not the same as an empty table.
    """

    profile: FundProfile
    bylaw: ByLaw
    register: Register
    as_of: date
    contributions: Contributions = Contributions(())
    beneficiaries: tuple[Beneficiary, ...] = ()
    claims: tuple[Claim, ...] = ()
    actions: tuple[Action, ...] = ()
    rounds: tuple[Round, ...] = ()
    round_actions: tuple[RoundAction, ...] = ()
    matches: tuple[Match, ...] = ()
    sources: tuple[Source, ...] = ()
    chart: Chart = Chart(())
    journal: Journal = Journal()
    periods: Periods = Periods()
    openings: tuple[OpeningFigure, ...] = ()
    passbook: tuple[BankLine, ...] = ()
    cash_counts: tuple[CashCount, ...] = ()
    custody_notes: tuple[CustodyNote, ...] = ()
    committee: tuple[CommitteeMember, ...] = ()
    answers: tuple[Answer, ...] = ()
    consents: tuple[Consent, ...] = ()
    erasures: tuple[Erasure, ...] = ()
    synthetic: bool = False
    absent: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        members = len(self.register.memberships)
        return f"<Fund {self.profile.fund_id} as of {self.as_of}: {members:,} memberships, {len(self.claims):,} claims>"

    @cached_property
    def claims_by_number(self) -> Mapping[str, Claim]:
        """Claims by their number."""
        return {claim.number: claim for claim in self.claims}

    @cached_property
    def actions_of(self) -> Mapping[str, tuple[Action, ...]]:
        """The actions of each claim, in the order in which they were recorded."""
        found: dict[str, list[Action]] = defaultdict(list)
        for action in self.actions:
            found[action.claim].append(action)
        return {claim: tuple(actions) for claim, actions in found.items()}

    @cached_property
    def beneficiaries_of(self) -> Mapping[str, tuple[Beneficiary, ...]]:
        """The people whom each member named, by member number, in the order of the table."""
        found: dict[str, list[Beneficiary]] = defaultdict(list)
        for each in self.beneficiaries:
            found[each.member].append(each)
        return {member: tuple(named) for member, named in found.items()}

    @cached_property
    def claims_of_member(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims made under each member number."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            found[claim.member].append(claim)
        return {member: tuple(claims) for member, claims in found.items()}

    def state(self, claim: str, on: date) -> ClaimState:
        """Where a claim stands at the end of a day.

        Raises:
            Refused: Its recorded actions do not follow from one another.
        """
        return state_of(self.actions_of.get(claim, ()), on)

    @cached_property
    def actions_of_round(self) -> Mapping[tuple[str, int], tuple[RoundAction, ...]]:
        """The actions of each round of co-funding, in the order in which they were recorded."""
        found: dict[tuple[str, int], list[RoundAction]] = defaultdict(list)
        for action in self.round_actions:
            found[action.source, action.round].append(action)
        return {key: tuple(actions) for key, actions in found.items()}

    def round_standing(self, each: Round, on: date) -> RoundStanding:
        """Where a round of co-funding stands at the end of a day: by its actions or, where none are kept, by its row.

        Raises:
            Refused: Its recorded actions do not follow from one another.
        """
        actions = self.actions_of_round.get(each.key)
        return standing_of_row(each, on) if actions is None else standing_of(actions, on)

    def tranches(self, each: Round, on: date) -> tuple[tuple[date, Money], ...]:
        """The money of a round that had come by the end of a day, tranche by tranche."""
        actions = self.actions_of_round.get(each.key)
        if actions is None:
            has_come = each.received_on is not None and each.received_on <= on
            return ((each.received_on, each.received),) if each.received_on is not None and has_come else ()
        came = (action for action in actions if action.kind is RoundActionKind.RECEIVE and action.day <= on)
        return tuple((action.day, action.amount) for action in came if action.amount is not None)

    def waiting(self, on: date) -> tuple[Claim, ...]:
        """Claims that nobody has decided by the end of a day, in the order in which they were made."""
        waiting = (claim for claim in self.claims if claim.day <= on and self.state(claim.number, on).is_waiting)
        return tuple(sorted(waiting, key=_made))

    def granted(self, claim: str, on: date) -> Money:
        """What the committee approved for a claim, or paid, by the end of a day; nothing before, or once reversed."""
        amount = ZERO
        for action in self.actions_of.get(claim, ()):
            if action.day <= on and action.kind in {ActionKind.APPROVE, ActionKind.PAY} and action.amount is not None:
                amount = action.amount
            elif action.day <= on and action.kind in {ActionKind.REVERSE, ActionKind.WITHDRAW}:
                amount = ZERO
        return amount

    def arrears(self, membership: Membership, on: date) -> Arrears | None:
        """What a member owes at the end of a day; None where no receipts, or no dues of so early a time, are known."""
        if "contributions" in self.absent:
            return None
        try:
            return self.contributions.arrears(membership, self.bylaw.dues, on)
        except MissingFact:
            return None

    def answer(self, item: str, on: date) -> str | None:
        """What the fund answers to an item of a form by the end of a day: its newest answer, None without one."""
        newest = self.newest_answer(item, on)
        return None if newest is None else newest.answer

    def newest_answer(self, item: str, on: date) -> Answer | None:
        """The answer to an item that counts at the end of a day: of one day the one that was written down last."""
        given = [each for each in self.answers if each.item == item and (each.as_of is None or each.as_of <= on)]
        return max(reversed(given), key=lambda each: each.as_of or date.min, default=None)

    def day_in_books(self, entry: str, day: date) -> date:
        """The day on which the books took what happened on a day: that of its entry, where they have it."""
        taken = self.journal.by_number.get(entry)
        return day if taken is None else taken.voucher.day

    @cached_property
    def books_begin(self) -> date:
        """The day on which balances from before were carried in: of earlier facts the books hold only their sums."""
        opened = (entry.voucher.day for entry in self.journal if entry.voucher.kind is DocumentKind.OPENING)
        return min(opened, default=date.min)

    def membership(self, number: str) -> Membership:
        """The membership with a number.

        Raises:
            MissingFact: The register has none.
        """
        found = self.register.by_number.get(number)
        if found is None:
            finding = Finding("member.not_found", Severity.ERROR, params={"member": number})
            raise MissingFact(f"the register has no member {number}", finding)
        return found

    def claim(self, number: str) -> Claim:
        """The claim with a number.

        Raises:
            MissingFact: There is none.
        """
        found = self.claims_by_number.get(number)
        if found is None:
            finding = Finding("claim.not_found", Severity.ERROR, params={"claim": number})
            raise MissingFact(f"there is no claim {number}", finding)
        return found


def _made(claim: Claim) -> tuple[date, str]:
    return claim.day, claim.number
