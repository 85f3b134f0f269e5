"""People and their memberships (สมาชิก): who belonged to the fund, from when to when.

A person who leaves and joins again has two memberships, each with its own number; neither is a duplicate.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from attrs import evolve, field, frozen
from attrs.converters import optional

from communitywelfare.calendar import PartialDate, whole_years
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.masking import hidden
from communitywelfare.money import ZERO, Money

__all__ = [
    "Beneficiary",
    "ExitCause",
    "Group",
    "MemberStatus",
    "Membership",
    "Merge",
    "Person",
    "Register",
    "Relationship",
    "Sameness",
    "Sex",
    "TenureStart",
]


class Sex(Enum):
    """Sex as registered (เพศ)."""

    MALE = "M"
    FEMALE = "F"
    OTHER = "X"
    UNKNOWN = "U"


class Group(Enum):
    """The member groups of the CODI status form, section 3.3 (ลักษณะสมาชิก)."""

    GENERAL = "GENERAL"
    YOUTH = "YOUTH"
    ELDERLY = "ELDERLY"
    DISADVANTAGED = "DISADVANTAGED"
    DISABLED = "DISABLED"
    ORPHAN = "ORPHAN"


class ExitCause(Enum):
    """Why a membership ended (สาเหตุที่พ้นสภาพ)."""

    DECEASED = "DECEASED"
    RESIGNED = "RESIGNED"
    MOVED = "MOVED"
    LAPSED = "LAPSED"
    EXPELLED = "EXPELLED"


class MemberStatus(Enum):
    """What a register's status column may say. It is a view: dates decide, and a disagreement is a finding."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    ARREARS = "ARREARS"
    LAPSED = "LAPSED"
    RESIGNED = "RESIGNED"
    MOVED = "MOVED"
    DECEASED = "DECEASED"
    EXPELLED = "EXPELLED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"


class TenureStart(Enum):
    """The day that length of membership counts from (วันเริ่มนับอายุสมาชิก)."""

    APPLIED = "applied"
    ADMITTED = "admitted"
    FIRST_PAID = "first paid"


class Relationship(Enum):
    """How somebody stands to the member (ความสัมพันธ์). หลาน is both grandchild and niece or nephew."""

    SELF = "SELF"
    CHILD = "CHILD"
    MOTHER = "MOTHER"
    FATHER = "FATHER"
    SIBLING = "SIBLING"
    GRANDCHILD_OR_NIECE = "GRANDCHILD_OR_NIECE"
    RELATIVE = "RELATIVE"
    SPOUSE = "SPOUSE"
    OTHER = "OTHER"


@frozen(kw_only=True)
class Person:
    """One human being, as far as the fund knows.

    `citizen_id` is None where `no_id_reason` says why; `birth` is None where nobody wrote it down.
    """

    name: PersonName
    citizen_id: CitizenId | None
    no_id_reason: str = field(default="", repr=hidden)
    sex: Sex = field(default=Sex.UNKNOWN, converter=Sex)
    birth: PartialDate | None = None
    groups: frozenset[Group] = frozenset()
    details: Details = field(factory=lambda: Details({}))

    def age(self, on: date) -> int | None:
        """Completed years of age by the end of a day; None where the birth date is unknown."""
        return None if self.birth is None else whole_years(self.birth.first, on)


@frozen(kw_only=True)
class Membership:
    """A person's belonging to the fund, from joining to leaving.

    `applied` is the day of joining in the register (วันที่เป็นสมาชิก), `admitted` the day of the committee's resolution;
    `ended` is the first day on which the person is no longer a member, save that a death ends a membership at the end
    of its day. `carried` is what was paid before the books begin. Of a membership that came over from another fund
    (รับโอนสมาชิกภาพ), `transferred_since` is the day from which it counted there; None where it began here.
    """

    number: str
    person: Person
    applied: date
    admitted: date | None = None
    ended: date | None = None
    cause: ExitCause | None = field(default=None, converter=optional(ExitCause))
    village: str = ""
    household: str = ""
    carried: Money = ZERO
    transferred_since: date | None = None
    status: MemberStatus = field(default=MemberStatus.UNKNOWN, converter=MemberStatus)

    def is_current(self, on: date) -> bool:
        """Whether they are a member at the end of this day; whoever leaves on the day itself is not."""
        return self.applied <= on and (self.ended is None or on < self.ended)

    def covers(self, event: date) -> bool:
        """Whether an event of this day happened to a member: on the day of a death, the dead still were one."""
        if self.cause is ExitCause.DECEASED:
            return self.applied <= event and (self.ended is None or event <= self.ended)
        return self.is_current(event)

    def derived_status(self, on: date) -> MemberStatus:
        """What the dates say about this day, whatever the status column says."""
        if self.ended is None or on < self.ended:
            return MemberStatus.ACTIVE if self.applied <= on else MemberStatus.PENDING
        return MemberStatus(self.cause.value) if self.cause else MemberStatus.UNKNOWN


@frozen(kw_only=True)
class Beneficiary:
    """Whom a member named to receive (ผู้รับผลประโยชน์), in the member's order."""

    member: str
    order: int
    name: PersonName
    relationship: Relationship = field(converter=Relationship)
    citizen_id: CitizenId | None = None
    share_percent: int | None = None
    details: Details = field(factory=lambda: Details({}))


class Sameness(Enum):
    """Whether two memberships are one person's (คนเดียวกันหรือไม่)."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"


@frozen(kw_only=True)
class Merge:
    """A decision on whether two memberships are one person's (มติว่าเป็นคนเดียวกันหรือไม่).

    Nothing is deleted: both memberships stay in the register, and `kept` names the number that goes on where they are
    the same person's. The newest decision about a pair holds, and for all days: it says what always was so.
    """

    kept: str
    other: str
    verdict: Sameness = field(converter=Sameness)
    decided_on: date
    decided_by: str
    reason: str
    reference: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the two are one person's."""
        return self.verdict is Sameness.SAME

    @property
    def pair(self) -> frozenset[str]:
        """The two member numbers, in no order."""
        return frozenset((self.kept, self.other))


@frozen
class Register:
    """All memberships that ever were (ทะเบียนสมาชิก), in the order of the register.

    Memberships with one citizen ID are one person's, save where `merges` records that they are not, and so are those of
    which it records that they are.
    """

    memberships: tuple[Membership, ...]
    merges: tuple[Merge, ...] = ()

    def __repr__(self) -> str:
        return f"<Register of {len(self.memberships):,} memberships>"

    @cached_property
    def by_number(self) -> Mapping[str, Membership]:
        """Memberships by member number."""
        return MappingProxyType({membership.number: membership for membership in self.memberships})

    @cached_property
    def by_citizen_id(self) -> Mapping[CitizenId, tuple[Membership, ...]]:
        """Memberships under each citizen ID that is known, earliest first."""
        groups: dict[CitizenId, list[Membership]] = defaultdict(list)
        for membership in self.memberships:
            if membership.person.citizen_id is not None:
                groups[membership.person.citizen_id].append(membership)
        return {citizen_id: tuple(sorted(group, key=_applied)) for citizen_id, group in groups.items()}

    @cached_property
    def decisions(self) -> Mapping[frozenset[str], Merge]:
        """The decision that holds for each pair of member numbers: the newest, of one day the last written down."""
        return MappingProxyType({merge.pair: merge for merge in sorted(self.merges, key=_decided_on)})

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """In which rows each member number stands: in one, unless somebody made a mistake."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, membership in enumerate(self.memberships):
            places[membership.number].append(place)
        return places

    @cached_property
    def _spoken_of(self) -> Mapping[str, set[str]]:
        """With which other numbers of the register each number was decided on."""
        found: dict[str, set[str]] = defaultdict(set)
        for pair in self.decisions:
            known = pair & self._places.keys()
            for number in known:
                found[number] |= known
        return found

    @cached_property
    def _decided(self) -> Mapping[str, tuple[Membership, ...]]:
        """The memberships of each person of whom a decision speaks, by each of their numbers."""
        found: dict[str, tuple[Membership, ...]] = {}
        for number in self._spoken_of:
            if number not in found:
                group = _reached_from(number, self._one_with)
                places = sorted(place for each in group for place in self._places[each])
                rows = sorted((self.memberships[place] for place in places), key=_applied)
                found |= dict.fromkeys(group, tuple(rows))
        return found

    def _one_with(self, number: str) -> Iterator[str]:
        """Which numbers are the same person's: said to be so, or of one citizen ID and not said to be apart."""
        known = (self.memberships[place].person.citizen_id for place in self._places[number])
        of_id = {each.number for citizen_id in known if citizen_id for each in self.by_citizen_id[citizen_id]}
        for other in of_id | self._spoken_of.get(number, set()):
            decision = self.decisions.get(frozenset((number, other)))
            if decision is None or decision.is_same:
                yield other

    def of_same_person(self, membership: Membership) -> tuple[Membership, ...]:
        """Every membership of this member's person, earliest first.

        Only this one where neither a citizen ID nor a decision tells of another.
        """
        if self.merges and membership.number in self._decided:
            return self._decided[membership.number]
        citizen_id = membership.person.citizen_id
        return (membership,) if citizen_id is None else self.by_citizen_id[citizen_id]

    def person_key(self, membership: Membership) -> CitizenId | str | None:
        """What all memberships of one person, and no others, have in common; None where nothing is known of that."""
        if self.merges and membership.number in self._decided:
            return self._decided[membership.number][0].number
        return membership.person.citizen_id

    @cached_property
    def by_household(self) -> Mapping[str, tuple[Membership, ...]]:
        """Memberships of each household (ครัวเรือน) that the register names."""
        groups: dict[str, list[Membership]] = defaultdict(list)
        for membership in self.memberships:
            if membership.household:
                groups[membership.household].append(membership)
        return {household: tuple(group) for household, group in groups.items()}

    def of_household(self, membership: Membership) -> tuple[Membership, ...]:
        """Every membership of this member's household; only this one where no household is recorded."""
        return self.by_household[membership.household] if membership.household else (membership,)

    def current(self, on: date) -> tuple[Membership, ...]:
        """Who is a member at the end of a day."""
        return tuple(membership for membership in self.memberships if membership.is_current(on))

    def adding(self, membership: Membership) -> "Register":
        """This register with one more membership at its end."""
        return evolve(self, memberships=(*self.memberships, membership))

    def replacing(self, membership: Membership) -> "Register":
        """This register with the membership of the same number replaced."""
        same = membership.number
        changed = tuple(membership if old.number == same else old for old in self.memberships)
        return evolve(self, memberships=changed)

    def deciding(self, merge: Merge) -> "Register":
        """This register with one more decision on whether two memberships are one person's."""
        return evolve(self, merges=(*self.merges, merge))

    def __iter__(self) -> Iterator[Membership]:
        return iter(self.memberships)

    def __len__(self) -> int:
        return len(self.memberships)


def _applied(membership: Membership) -> date:
    return membership.applied


def _decided_on(merge: Merge) -> date:
    return merge.decided_on


def _reached_from(number: str, one_with: Callable[[str], Iterable[str]]) -> set[str]:
    """All numbers that hang together with one, step by step."""
    group, waiting = {number}, [number]
    while waiting:
        new = set(one_with(waiting.pop())) - group
        group |= new
        waiting.extend(new)
    return group
