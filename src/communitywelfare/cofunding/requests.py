"""A request to a scheme (คำขอรับการสมทบ): a sum that can be followed by hand to each member and each receipt."""

from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.cofunding.bases import Basis, basis_of
from communitywelfare.cofunding.eligibility import Eligibility, look_at
from communitywelfare.cofunding.facts import ReceiptKey, RoundFacts
from communitywelfare.cofunding.reckoning import reckon
from communitywelfare.cofunding.rounds import Match
from communitywelfare.cofunding.schemes import Base, Scheme, SchemePeriod
from communitywelfare.cofunding.tracing import TraceLine, trace_of, with_amounts
from communitywelfare.cofunding.whole import about_the_fund, late_dues, told_in_force, told_late, unsaid
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import ZERO, Money, total

__all__ = ["Request", "request"]

_NOT_FOR_A_YEAR = frozenset({"cofunding.not_yet_member", "cofunding.no_longer_member", "cofunding.not_a_full_year"})


@frozen(kw_only=True)
class Request:
    """A request to one scheme: what is asked for is the sum over its trace, and no more than any ceiling.

    `reasons` are those that concern the fund as a whole, such as a ceiling that was reached; one of them that blocks
    or refers leaves nothing to ask for. `steps` tell how the sum came about, line by line. `expected` is what will come
    by the rate in force, where the payer has said one. `late` are dues of this round's time that were written down
    after its cut-off: the next round asks for them.
    """

    scheme: str
    source: str
    period: SchemePeriod = field(repr=lambda period: f"<from {period.first_budget_year}>")
    budget_year: int
    cut_off: date
    members: tuple[Eligibility, ...] = field(repr=False)
    trace: tuple[TraceLine, ...] = field(default=(), repr=False)
    steps: tuple[Finding, ...] = field(default=(), repr=False)
    reasons: tuple[Finding, ...] = ()
    expected: Money | None = None
    late: tuple[Receipt, ...] = field(default=(), repr=False)
    is_additive: bool = True
    recorded: frozenset[ReceiptKey] = field(default=frozenset(), repr=False)

    @property
    def eligible(self) -> tuple[Eligibility, ...]:
        """Those who count."""
        return tuple(member for member in self.members if member.is_eligible)

    @property
    def excluded(self) -> tuple[Eligibility, ...]:
        """Those who do not, or of whom a fact is missing."""
        return tuple(member for member in self.members if not member.is_eligible)

    @property
    def full_year(self) -> tuple[Eligibility, ...]:
        """The current members whose year is full, whether or not they may be matched again (สมาชิกครบปี)."""
        return tuple(member for member in self.members if not _blocking(member) & _NOT_FOR_A_YEAR)

    @property
    def amount(self) -> Money:
        """What is asked for: the sum over the trace."""
        return total(line.amount for line in self.trace)

    @property
    def is_barred(self) -> bool:
        """Whether nothing may be asked for, for a reason that concerns the fund as a whole."""
        return any(reason.severity in {Severity.BLOCK, Severity.REFER} for reason in self.reasons)

    def matches(self, round_number: int) -> tuple[Match, ...]:
        """What approving the whole request would record under a round's number, and is not recorded yet.

        Rows of this cut-off that are there already are not given again, and no receipt that any round has matched; nor
        anybody whom rounds of later cut-offs have matched as often as the scheme says.
        """
        if self.amount == ZERO:
            return ()
        if self.period.base is Base.DUES_PAID:
            lines = tuple(line for line in self.trace if line.key not in self.recorded)
        else:
            free = {each.membership.number for each in self.eligible if self._may_record(each)}
            lines = tuple(line for line in self.trace if line.member in free)
        return tuple(self._match(line, round_number) for line in lines)

    def _may_record(self, member: Eligibility) -> bool:
        at_most = self.period.matchings_at_most
        is_exhausted = at_most is not None and member.matched_before + member.matched_since >= at_most
        return not member.is_recorded and not is_exhausted

    def _match(self, line: TraceLine, round_number: int) -> Match:
        return Match(
            member=line.member,
            scheme=self.scheme,
            round=round_number,
            as_of=self.cut_off,
            amount=line.amount,
            receipt="" if line.receipt is None else line.receipt.number,
            book="" if line.receipt is None else line.receipt.book,
        )


def _blocking(member: Eligibility) -> set[str]:
    return {reason.code for reason in member.reasons if reason.severity is Severity.BLOCK}


def request(
    scheme: Scheme, facts: RoundFacts, *, cut_off: date, budget_year: int, stated: Money | None = None
) -> Request:
    """Look at every membership as of the cut-off and draw up the request.

    Args:
        scheme: Who is asked, and by what rules.
        facts: What was known by the cut-off.
        cut_off: As of which day members count and receipts are taken.
        budget_year: The Buddhist budget year, whose rules hold.
        stated: The amount of a scheme whose base is a stated amount, or which of the grants is asked for.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year, or what the base needs is not known.
        Refused: A stated grant that is none of those the scheme gives.
    """
    period = scheme.in_year(budget_year)
    looked = look_at(scheme, period, facts, cut_off)
    basis = basis_of(scheme, period, facts, cut_off, looked=looked, stated=stated)
    reckoned = reckon(period, basis.brought)
    barring = about_the_fund(scheme, period, facts, cut_off)
    bars = tuple(each for each in barring if each.severity in {Severity.BLOCK, Severity.REFER})
    trace = trace_of(basis, (ZERO,) * len(reckoned.parts) if bars else reckoned.parts)
    late = late_dues(looked, period, facts)
    asked = Finding("cofunding.sum_asked", Severity.INFO, params={"after": total(line.amount for line in trace)})
    expected = None if bars else _expected(period, basis, reckoned.amount)
    return Request(
        scheme=scheme.scheme_id,
        source=scheme.source,
        period=period,
        budget_year=budget_year,
        cut_off=cut_off,
        members=with_amounts(looked, trace),
        trace=trace,
        steps=(basis.step, *reckoned.steps, *bars, asked),
        reasons=(
            *barring,
            *_reduced(reckoned.steps),
            *told_in_force(period, expected),
            *unsaid(looked),
            *told_late(late),
        ),
        expected=expected,
        late=late,
        is_additive=reckoned.is_additive and basis.whole is None,
        recorded=frozenset(facts.receipts_matched(scheme.scheme_id)),
    )


def _reduced(steps: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(step for step in steps if step.severity is Severity.REDUCE)


def _expected(period: SchemePeriod, basis: Basis, asked: Money) -> Money | None:
    """What will come at the rate that the payer has said is in force, which never lifts what may be asked for."""
    rate = period.rate_in_force
    if rate is None or period.base is not Base.PER_MEMBER:
        return None
    brought = [evolve(each, base=min(each.base, rate)) for each in basis.brought]
    return min(asked, reckon(period, brought).amount)
