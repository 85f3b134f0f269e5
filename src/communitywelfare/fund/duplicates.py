"""Who may stand in the register twice (สมาชิกที่อาจซ้ำ): pairs for a person to look at, each with its reasons.

Nothing is merged by itself. A pair is proposed for one of three reasons (catalogue DU01, DU03–DU05):

* both have one citizen ID, unless it is a person who left and joined again under the same or a similar name (DU02);
* both have one name and one birth date;
* both live in one house, or household, and have the same or a similar name.

A pair about which somebody decided is not proposed again. Members are compared within such groups only, so that a large
register takes seconds; of more than a dozen with one ID, or with one name and birth date, each is named with the first.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import combinations

from attrs import frozen

from communitywelfare.calendar import PartialDate, Precision
from communitywelfare.fund.merge_checks import at_one_time
from communitywelfare.fund.name_keys import are_nearly_equal, loose_keys, plain_keys
from communitywelfare.identity import CitizenId
from communitywelfare.members import Membership, Register

__all__ = ["Candidate", "Confidence", "Trait", "duplicate_candidates"]

_MOST = 12  # members of a group of whom each is compared with each
_LETTERS = 6  # a name of fewer is another name when a letter changes


class Trait(Enum):
    """In what two memberships may agree or differ (สิ่งที่ตรงหรือต่างกัน)."""

    CITIZEN_ID = "citizen ID"
    NAME = "name"
    SIMILAR_NAME = "similar name"
    BIRTH = "birth date"
    HOUSE = "house"


class Confidence(Enum):
    """How much speaks for one person (ความน่าจะเป็นคนเดียวกัน): a count of reasons by a stated rule, no probability.

    High: citizen ID and name agree, the name at least by similarity, or three agree of ID, name, birth date and house.
    Medium: two of them agree, or the ID alone. Low: anything less. One step lower where both birth dates are known and
    differ, or both citizen IDs, each with a right check digit.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@frozen(kw_only=True)
class Candidate:
    """Two memberships that may be one person's, the one that stands first in the register first."""

    one: str
    other: str
    agrees: tuple[Trait, ...]
    differs: tuple[Trait, ...]

    @property
    def confidence(self) -> Confidence:
        """How much speaks for one person, by the rule of `Confidence`."""
        alike = {Trait.NAME, Trait.SIMILAR_NAME} & set(self.agrees)
        whole = sum(trait is not Trait.SIMILAR_NAME for trait in self.agrees)
        has_id = Trait.CITIZEN_ID in self.agrees
        step = 0 if whole >= 3 or (has_id and alike) else 1 if whole == 2 or has_id else 2
        against = {Trait.CITIZEN_ID, Trait.BIRTH} & set(self.differs)
        return _STEPS[min(step + bool(against), 2)]


_STEPS = tuple(Confidence)


@frozen
class _Row:
    """A membership as it is compared with another."""

    membership: Membership
    plain: str
    loose: str
    houses: tuple[Hashable, ...]

    @property
    def citizen_id(self) -> CitizenId | None:
        return self.membership.person.citizen_id

    @property
    def born(self) -> date | None:
        return _born(self.membership)


def _born(membership: Membership) -> date | None:
    """The birth date where the day is known."""
    birth = membership.person.birth
    return birth.first if birth is not None and birth.precision is Precision.DAY else None


@frozen(eq=False)
class _Rows:
    """A register in columns; a row is made of those only who are compared."""

    memberships: tuple[Membership, ...]
    plain: Sequence[str]
    loose: Sequence[str]
    houses: Sequence[tuple[Hashable, ...]]

    @classmethod
    def of(cls, register: Register) -> "_Rows":
        plain = plain_keys([each.person.name.reveal("look for duplicates") for each in register])
        return cls(register.memberships, plain, loose_keys(plain), list(map(_houses, register)))

    def __getitem__(self, place: int) -> _Row:
        return _Row(self.memberships[place], self.plain[place], self.loose[place], self.houses[place])


def duplicate_candidates(register: Register) -> tuple[Candidate, ...]:
    """All pairs of memberships that may be one person's and were not decided on, the likeliest first."""
    rows = _Rows.of(register)
    decided, joined = register.decisions, _joined(register)
    found = []
    for place, other in sorted({*_of_one_id(rows), *_of_one_name_and_birth(rows), *_of_one_house(rows)}):
        candidate = _compared(rows[place], rows[other])
        one, two = candidate.one, candidate.other
        is_known = one == two or frozenset((one, two)) in decided or joined.get(one, one) == joined.get(two, two)
        if not is_known and not _joined_again(rows[place], rows[other], candidate.agrees):
            found.append(candidate)
    return tuple(sorted(found, key=lambda candidate: _STEPS.index(candidate.confidence)))


def _houses(membership: Membership) -> tuple[Hashable, ...]:
    """Where somebody lives: the household, and the house in its village, where they are known."""
    details = membership.person.details.reveal("look for duplicates")
    village = membership.village or details.get("village", "")
    found: list[Hashable] = [membership.household] if membership.household else []
    if village and "house_no" in details:
        house = details["house_no"].replace(" ", "")
        found.append((house, village, details.get("subdistrict", "")))
    return tuple(found)


_Pairs = Iterator[tuple[int, int]]


def _of_one_id(rows: _Rows) -> _Pairs:
    ids = (each.person.citizen_id for each in rows.memberships)
    return _pairs_in([citizen_id] if citizen_id else () for citizen_id in ids)


def _of_one_name_and_birth(rows: _Rows) -> _Pairs:
    named = zip(rows.plain, map(_born, rows.memberships), strict=True)
    return _pairs_in([(name, born)] if name and born else () for name, born in named)


def _of_one_house(rows: _Rows) -> _Pairs:
    """Of a house of more than a dozen only those whose names sound alike: nobody is compared with a thousand."""
    for places in _groups(houses if name else () for name, houses in zip(rows.plain, rows.houses, strict=True)):
        if len(places) <= _MOST:
            near = (pair for pair in combinations(places, 2) if _may_be_alike(*(rows.loose[place] for place in pair)))
            yield from (pair for pair in near if _are_alike(rows[pair[0]], rows[pair[1]]))
        else:
            for group in _groups([rows.loose[place]] for place in places):
                yield from _pairs([places[at] for at in group])


def _may_be_alike(one: str, other: str) -> bool:
    """Whether a look at both ends of two names allows that they differ in a letter: most differ in more."""
    half = (min(len(one), len(other)) - 1) // 2
    return one[:half] == other[:half] or one[-half:] == other[-half:]


def _pairs_in(keys: Iterable[Collection[Hashable]]) -> _Pairs:
    for places in _groups(keys):
        yield from _pairs(places)


def _groups(keys: Iterable[Collection[Hashable]]) -> Iterable[list[int]]:
    """The places that have a key in common, wherever two or more have."""
    first: dict[Hashable, int] = {}
    groups: dict[Hashable, list[int]] = {}
    for place, each in enumerate(keys):
        for key in each:
            known = first.setdefault(key, place)
            if known != place:
                groups.setdefault(key, [known]).append(place)
    return groups.values()


def _pairs(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    return combinations(places, 2) if len(places) <= _MOST else ((places[0], other) for other in places[1:])


def _are_alike(one: _Row, other: _Row) -> bool:
    """Whether names sound alike; or differ in a letter only, and no birth dates say that these are brothers."""
    if one.loose == other.loose:
        return True
    is_long = min(len(one.loose), len(other.loose)) >= _LETTERS
    return is_long and are_nearly_equal(one.loose, other.loose) and not _born_apart(one, other)


def _born_apart(one: _Row, other: _Row) -> bool:
    """Whether two birth dates, as far as they are known, cannot be one."""
    births = [row.membership.person.birth for row in (one, other)]
    shown = sorted((str(birth) for birth in births if isinstance(birth, PartialDate)), key=len)
    return len(shown) == 2 and not shown[1].startswith(shown[0])


def _compared(one: _Row, other: _Row) -> Candidate:
    looked_at = [*_by_id(one, other), *_by_name(one, other), *_by_birth(one, other)]
    if set(one.houses) & set(other.houses):
        looked_at.append((Trait.HOUSE, True))
    return Candidate(
        one=one.membership.number,
        other=other.membership.number,
        agrees=tuple(trait for trait, is_equal in looked_at if is_equal),
        differs=tuple(trait for trait, is_equal in looked_at if not is_equal),
    )


_Compared = Iterator[tuple[Trait, bool]]


def _by_id(one: _Row, other: _Row) -> _Compared:
    """Of two IDs that differ, one with a wrong check digit is mistyped, and says nothing."""
    ids = [row.citizen_id for row in (one, other) if row.citizen_id is not None]
    if len(ids) == 2 and (ids[0] == ids[1] or all(each.check_digit_is_right for each in ids)):
        yield Trait.CITIZEN_ID, ids[0] == ids[1]


def _by_name(one: _Row, other: _Row) -> _Compared:
    if one.plain and other.plain:
        is_similar = one.plain != other.plain and _are_alike(one, other)
        yield Trait.SIMILAR_NAME if is_similar else Trait.NAME, is_similar or one.plain == other.plain


def _by_birth(one: _Row, other: _Row) -> _Compared:
    if _born_apart(one, other):
        yield Trait.BIRTH, False
    elif one.born is not None and one.born == other.born:
        yield Trait.BIRTH, True


def _joined_again(one: _Row, other: _Row, agrees: Collection[Trait]) -> bool:
    """Whether somebody left and joined again (DU02): two memberships, one after the other, and no duplicate."""
    is_one_person = Trait.CITIZEN_ID in agrees and {Trait.NAME, Trait.SIMILAR_NAME} & set(agrees)
    return bool(is_one_person) and not at_one_time(one.membership, other.membership)


def _joined(register: Register) -> dict[str, str]:
    """One number for all that decisions make one person's, by each of them."""
    beside: dict[str, set[str]] = defaultdict(set)
    for merge in register.decisions.values():
        if merge.is_same:
            beside[merge.kept].add(merge.other)
            beside[merge.other].add(merge.kept)
    found: dict[str, str] = {}
    for number in beside:
        waiting = [] if number in found else [number]
        while waiting:
            reached = waiting.pop()
            found[reached] = number
            waiting.extend(beside[reached] - found.keys())
    return found
