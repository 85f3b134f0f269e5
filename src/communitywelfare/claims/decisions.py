"""What the by-law says about a claim (ผลการพิจารณาตามระเบียบ), step by step, and what the committee made of it."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import ClassVar

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, Refused, Severity, codes_of
from communitywelfare.fingerprints import fingerprint, fingerprints_apart
from communitywelfare.masking import hidden, how_many
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Money

__all__ = [
    "Authority",
    "CapUsage",
    "Decision",
    "Gift",
    "Outcome",
    "Override",
    "Payment",
    "Shortfall",
    "Step",
]


class Outcome(Enum):
    """The engine's answer to a claim."""

    PAYABLE = "PAYABLE"
    PARTIAL = "PARTIAL"
    NOT_PAYABLE = "NOT_PAYABLE"
    NEEDS_DOCUMENTS = "NEEDS_DOCUMENTS"
    NEEDS_COMMITTEE = "NEEDS_COMMITTEE"


@frozen(kw_only=True)
class Step:
    """One change of the amount, and why; a decision's steps lead from nothing to the assessed amount."""

    kind: str
    before: Money
    after: Money
    reason: Finding


@frozen(kw_only=True)
class CapUsage:
    """What one limit allowed in one window, what had been used, and what this claim takes.

    The figures are satang or, where `unit` is not "baht", counts of that unit.
    """

    limit_id: str
    window: str
    unit: str
    limit: int
    used_before: int
    consumed: int

    @property
    def remaining(self) -> int:
        """What is left of the limit after this claim; nothing where earlier payments already passed it."""
        return max(0, self.limit - self.used_before - self.consumed)


@frozen(kw_only=True)
class Gift:
    """Something given in kind (สิ่งของ), such as a wreath; `worth` is its value in money where the by-law has one."""

    what: Mapping[str, str] = field(hash=False)
    count: int = 1
    worth: Money | None = None


@frozen
class Payment:
    """A part of what is payable, and who receives it; `who` is an identifier of the caller's, never a name."""

    who: str
    relation: Relationship
    amount: Money


@frozen
class Authority:
    """The bounds within which the committee may decide (อำนาจคณะกรรมการ); None where the by-law names no most."""

    least: Money
    most: Money | None

    def covers(self, amount: Money) -> bool:
        """Whether an amount lies within the bounds."""
        return self.least <= amount and (self.most is None or amount <= self.most)


@frozen(kw_only=True)
class Override:
    """The committee's own decision beside the assessment (มติคณะกรรมการ): how much, why, and by which resolution."""

    amount: Money
    reason: str = field(repr=hidden)
    reference: str
    by: str = "committee"


@frozen
class Shortfall:
    """One thing that stands between a claim and its payment: the reason, and when time alone will have met it.

    `met_on` is None where time does not help: a paper is missing, or somebody is not covered.
    """

    reason: Finding
    met_on: date | None
    days: int | None


@frozen(kw_only=True)
class Decision:
    """What the by-law says about one claim, with the whole working. It advises; it approves and pays nothing.

    `assessed` is what is payable, `uncapped` what the clause would give without limits. Of the reasons *all* are
    there, in the fixed order in which conditions are checked. `basis` is the day for which every fact was read.
    `authority` is there where the committee must decide; `override` is what it decided, and changes no assessment.
    `inputs` are the version and the clause that decided and, last, the facts; its hashes are computed when asked for.
    """

    # Which rules of the library itself decide: raised when the same inputs may be decided in another way.
    engine_version: ClassVar[str] = "1"

    claim: str
    benefit: str
    outcome: Outcome
    assessed: Money
    uncapped: Money
    trail: tuple[Step, ...] = field(default=(), repr=how_many)
    reasons: tuple[Finding, ...] = field(default=(), repr=codes_of)
    cap_usage: tuple[CapUsage, ...] = field(default=(), repr=how_many)
    gifts: tuple[Gift, ...] = field(default=(), repr=how_many)
    payments: tuple[Payment, ...] = field(default=(), repr=how_many)
    authority: Authority | None = None
    override: Override | None = None
    bylaw_version: str = ""
    basis: date
    inputs: tuple[object, ...] = field(default=(), repr=False, eq=False)

    @cached_property
    def decision_id(self) -> str:
        """A fingerprint of everything that went in: the same by-law, facts and usage give the same id."""
        return fingerprint((self.claim, self.inputs))

    @cached_property
    def bylaw_hash(self) -> str:
        """A fingerprint of the version's name and of the clause with all that it asks; other clauses do not matter."""
        return fingerprint(self.inputs[:-1])

    @property
    def facts_hash(self) -> str:
        """A fingerprint of the facts, save what was received before."""
        return self._told[0]

    @property
    def usage_hash(self) -> str:
        """A fingerprint of what was received before, as it was listed."""
        return self._told[1]

    @cached_property
    def _told(self) -> tuple[str, str]:
        return fingerprints_apart(self.inputs[-1] if self.inputs else (), "used")

    @property
    def is_payable(self) -> bool:
        """Whether any money is payable."""
        return self.assessed > ZERO

    def missing(self) -> tuple[Shortfall, ...]:
        """What stands in the way, by how many days where time will meet it, and on which day; nothing if payable."""
        stops = (each for each in self.reasons if each.severity is Severity.BLOCK or each.severity is Severity.REFER)
        met = ((each, _met_on(each)) for each in stops)
        return tuple(Shortfall(each, on, (on - self.basis).days if on else None) for each, on in met)

    @property
    def met_on(self) -> date | None:
        """The day on which everything that stands in the way will be met by time alone; None where it will not."""
        days = [each.met_on for each in self.missing()]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None

    @property
    def awarded(self) -> Money:
        """What the committee decided, where it did; otherwise what was assessed."""
        return self.assessed if self.override is None else self.override.amount

    @property
    def whole_trail(self) -> tuple[Step, ...]:
        """The trail with the committee's decision as its last step."""
        if self.override is None:
            return self.trail
        params: dict[str, object] = {"amount": self.override.amount, "assessed": self.assessed}
        params |= {"why": self.override.reason, "reference": self.override.reference}
        reason = Finding("override.applied", Severity.INFO, params=params)
        return (*self.trail, Step(kind="override", before=self.assessed, after=self.override.amount, reason=reason))

    def overridden(self, override: Override) -> "Decision":
        """This decision with what the committee made of it; the assessment stays as it was.

        Raises:
            Refused: No reason or no resolution is given, or the amount lies outside the committee's authority.
        """
        if not override.reason.strip() or not override.reference.strip():
            finding = Finding("override.unexplained", Severity.ERROR, params={"claim": self.claim})
            raise Refused(f"claim {self.claim}: an override needs a reason and a resolution", finding)
        if override.amount < ZERO or (self.authority is not None and not self.authority.covers(override.amount)):
            bounds = self.authority or Authority(ZERO, None)
            params = {"claim": self.claim, "amount": override.amount, "least": bounds.least, "most": bounds.most}
            finding = Finding("override.beyond_authority", Severity.ERROR, params=params)
            raise Refused(f"claim {self.claim}: {override.amount} is outside the committee's authority", finding)
        return evolve(self, override=override)


def _met_on(reason: Finding) -> date | None:
    """When time alone will have met a reason; of an ``or`` the first of its parts, of an ``and`` the last."""
    found = reason.params.get("met_on")
    if isinstance(found, date):
        return found
    parts = reason.params.get("parts")
    if not isinstance(parts, tuple) or reason.code not in {"condition.any_not_met", "condition.all_not_met"}:
        return None
    unmet = [part for part in parts if isinstance(part, Finding) and part.severity is not Severity.INFO]
    days = [_met_on(part) for part in unmet]
    known = [day for day in days if day is not None]
    if reason.code == "condition.any_not_met":
        return min(known, default=None)
    return max(known) if known and len(known) == len(days) else None
