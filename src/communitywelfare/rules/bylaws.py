"""By-laws (ระเบียบกองทุน): the document through time, the version that governs, and its clauses.

A by-law is data. Amending it adds a version; a decision made under an older one stays as it was.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from attrs import evolve, field, frozen

from communitywelfare.calendar import Duration, Month, YearStart
from communitywelfare.claims import Gift
from communitywelfare.contributions import Dues, DuesHistory
from communitywelfare.errors import Place
from communitywelfare.fingerprints import fingerprint
from communitywelfare.members import TenureStart
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.expressions import Condition
from communitywelfare.rules.limits import Limit
from communitywelfare.rules.notation import Attribute
from communitywelfare.rules.payees import PayeeRule
from communitywelfare.rules.schedules import Schedule

__all__ = [
    "Benefit",
    "BenefitPolicy",
    "ByLaw",
    "Ceiling",
    "Covers",
    "Governs",
    "Keeps",
    "Rejoining",
    "Standing",
    "Transferring",
]


class Governs(Enum):
    """The day that chooses the version of the by-law; facts are read for the event or, for the second, the claim."""

    EVENT_DATE = "event date"
    CLAIM_DATE = "claim date"
    JOINING_DATE = "joining date"


class Covers(Enum):
    """For whom a clause is: members, people who are not members (ผู้ที่ไม่ใช่สมาชิก), or everyone."""

    MEMBERS = "members"
    NON_MEMBERS = "non-members"
    EVERYONE = "everyone"


class Rejoining(Enum):
    """What joining again does to the length of membership (การนับอายุสมาชิกเมื่อกลับเข้าเป็นสมาชิกใหม่).

    It begins anew; it continues as if the member had never left; or the earlier time counts and the gap does not.
    """

    ANEW = "anew"
    CONTINUES = "continues"
    ADDS_UP = "adds up"


class Transferring(Enum):
    """What time in another fund counts for after a transfer (การนับอายุสมาชิกเมื่อรับโอนสมาชิกภาพ).

    Membership begins anew here, or it continues from the day on which it began there.
    """

    ANEW = "anew"
    CONTINUES = "continues"


@frozen(kw_only=True)
class Standing:
    """The ladder of arrears (ค้างชำระ): from how many months benefits are suspended, and from how many membership ends.

    After arrears that suspended, benefits come back at once, or `reinstated_after` some time.
    """

    suspended_from: int | None = None
    ended_from: int | None = None
    reinstated_after: Duration | None = None


@frozen(kw_only=True)
class Keeps:
    """Clauses of an older version that stay for members of before (บทเฉพาะกาล, grandfathering)."""

    version: str
    benefits: tuple[str, ...]
    joined_before: date


@frozen(kw_only=True)
class Ceiling:
    """A ceiling on the fund's own spending (เพดานค่าใช้จ่าย): on these accounts at most a part of those, in a year."""

    name: Mapping[str, str] = field(hash=False)
    accounts: tuple[str, ...]
    part: Fraction
    of: tuple[str, ...]
    cite: str = ""


@frozen(kw_only=True)
class Benefit:
    """One clause (ข้อ): for what, on which conditions, how much, within which limits.

    `category` is the line of the CODI status form. `event` is what must have happened: several clauses may answer to
    one event. `deducts` names clauses whose earlier payments are taken off (netting). `assumed` names the keys whose
    values no source publishes; they are assumptions until the fund fills them in. `keys` names, for each condition, the
    key of the file that asks it; two clauses that decide alike are equal whatever their keys.
    """

    key: str
    label: Mapping[str, str] = field(hash=False)
    category: str
    amount: AmountForm
    event: str = ""
    covers: Covers = Covers.MEMBERS
    conditions: tuple[Condition, ...] = ()
    keys: tuple[str, ...] = field(default=(), eq=False)
    limits: tuple[Limit, ...] = ()
    deducts: tuple[str, ...] = ()
    gifts: tuple[Gift, ...] = ()
    payees: PayeeRule | None = None
    schedule: Schedule | None = None
    is_discretionary: bool = False
    cite: str = ""
    source: str = ""
    assumed: tuple[str, ...] = ()
    note: Mapping[str, str] = field(factory=dict, hash=False)

    @cached_property
    def place(self) -> Place:
        """The place of findings about this clause."""
        return Place(clause=self.key)

    @property
    def asked(self) -> tuple[tuple[str, Condition], ...]:
        """Each condition with the key of the file that asks it; without keys, where they are not known."""
        keys = self.keys if len(self.keys) == len(self.conditions) else ("",) * len(self.conditions)
        return tuple(zip(keys, self.conditions, strict=True))

    @cached_property
    def limits_in_order(self) -> tuple[Limit, ...]:
        """Limits on units and occasions first, then those on money; each from the narrowest window to the widest.

        Of one window, the limit of the clause comes before that of several clauses, and the household's is last.
        """
        return tuple(sorted(self.limits, key=_breadth))


def _breadth(limit: Limit) -> tuple[bool, int, bool, int]:
    return limit.measure.value == "baht", limit.window.width, limit.is_household, len(limit.benefits)


@frozen(kw_only=True)
class BenefitPolicy:
    """One version of a by-law: what holds for events from its effective day on.

    `transferring` is None where the version is silent: length of membership then counts in this fund alone.
    """

    version: str
    adopted: date
    effective: date
    tenure_from: TenureStart
    year_start: YearStart
    dues: Dues
    benefits: tuple[Benefit, ...]
    standing: Standing | None = None
    rejoining: Rejoining = Rejoining.ANEW
    rejoining_within: Duration | None = None
    transferring: Transferring | None = None
    attributes: Mapping[str, Attribute] = field(factory=dict, hash=False)
    ceilings: tuple[Ceiling, ...] = ()
    keeps: tuple[Keeps, ...] = ()
    resolution: str = ""
    cite: str = ""
    source: str = ""
    assumed: tuple[str, ...] = ()
    unused: tuple[str, ...] = field(default=(), eq=False)  # names that nothing uses are no rule
    note: Mapping[str, str] = field(factory=dict, hash=False)

    def __repr__(self) -> str:
        return f"<version {self.version} from {self.effective}: {', '.join(each.key for each in self.benefits)}>"

    @cached_property
    def by_key(self) -> Mapping[str, Benefit]:
        """Clauses by their key."""
        return MappingProxyType({benefit.key: benefit for benefit in self.benefits})

    def for_event(self, event: str) -> tuple[Benefit, ...]:
        """Every clause that answers to an event, in the order of the by-law."""
        return tuple(benefit for benefit in self.benefits if event in {benefit.event, benefit.key})

    @cached_property
    def fingerprint(self) -> str:
        """The same text of rules gives the same fingerprint."""
        return fingerprint(self)


@frozen(kw_only=True)
class ByLaw:
    """A fund's by-law with all its versions, from the oldest to the newest."""

    fund: str
    name: Mapping[str, str] = field(hash=False)
    governs: Governs
    versions: tuple[BenefitPolicy, ...] = field(
        repr=lambda versions: f"<{', '.join(each.version for each in versions)}>"
    )

    def __repr__(self) -> str:
        return f"<ByLaw of {self.fund}: {', '.join(map(repr, self.versions))}>"

    def in_force(self, day: date) -> BenefitPolicy | None:
        """The version in force on a day; None before the first."""
        return next((version for version in reversed(self.versions) if version.effective <= day), None)

    def basis(self, *, event: date, claimed: date) -> date:
        """The day for which a claim's facts are read."""
        return claimed if self.governs is Governs.CLAIM_DATE else event

    def governing(self, *, event: date, claimed: date, joined: date | None) -> BenefitPolicy | None:
        """The version that decides a claim, with what it keeps of older ones for members of before.

        Where the joining date governs, somebody who never joined is decided by the day of the event.
        """
        by_joining = self.governs is Governs.JOINING_DATE and joined is not None
        day = joined if by_joining and joined is not None else self.basis(event=event, claimed=claimed)
        policy = self.in_force(max(day, self.versions[0].effective) if by_joining else day)
        return policy if policy is None else self.with_kept(policy, joined)

    def with_kept(self, policy: BenefitPolicy, joined: date | None) -> BenefitPolicy:
        """A version together with what it keeps of older ones for somebody who joined on a day, or never."""
        if joined is None or not policy.keeps:
            return policy
        keeps = tuple(each for each in policy.keeps if joined < each.joined_before)
        if not keeps:
            return policy
        found = self._kept.get((policy.version, keeps))
        if found is None:
            older = {version.version: version for version in self.versions}
            kept = {key: older[each.version].by_key[key] for each in keeps for key in each.benefits}
            benefits = {benefit.key: benefit for benefit in policy.benefits} | kept
            found = evolve(policy, benefits=tuple(benefits.values()))
            self._kept[policy.version, keeps] = found
        return found

    @cached_property
    def _kept(self) -> dict[tuple[str, tuple[Keeps, ...]], BenefitPolicy]:
        """Versions together with what they keep, built when first asked for."""
        return {}

    @cached_property
    def dues(self) -> DuesHistory:
        """What members were asked to contribute, by version; of two that begin in one month the later governs it."""
        by_month = {Month.of(version.effective): version.dues for version in self.versions}
        return DuesHistory(tuple(by_month.items()))
