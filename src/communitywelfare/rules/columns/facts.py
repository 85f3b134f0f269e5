"""The facts of many claims as arrays, one row for each claim, in the order in which the claims are decided.

A clause looks at few of the facts. So whoever evaluates one is handed `Rows`, which gather a column when it is asked
for, and not before.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import Money
from communitywelfare.rules.columns.days import NONE, Days, Flags, Whole, as_number, is_known
from communitywelfare.rules.facts import ClaimFacts

__all__ = ["ClaimColumns", "Facts", "Rows", "Texts", "gathered"]

_GROUPS = tuple(Group)
_SEXES = tuple(Sex)
_RELATIONS = tuple(Relationship)


@frozen(eq=False)
class Texts:
    """What claims state, each text once: `codes` are places in `texts`, −1 where nothing is stated."""

    codes: NDArray[np.int32]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, stated: Sequence[str | None]) -> Self:
        """Texts of claims in their order."""
        places: dict[str, int] = {}
        codes = [places.setdefault(text, len(places)) if text else -1 for text in stated]
        return cls(np.array(codes, np.int32), tuple(places))

    def taken(self, rows: Whole) -> "Texts":
        """Those of some rows."""
        return Texts(self.codes.take(rows), self.texts)


class Facts:
    """What clauses are evaluated on: the columns that `ClaimColumns` lists, each found when somebody asks for it."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(self.clause)

    def __getattr__(self, name: str) -> Any:  # an array, or for two names a mapping of arrays
        raise AttributeError(name)

    @property
    def was_member(self) -> Flags:
        """Whether the event happened to a member, and not before they joined."""
        return self.is_member & is_known(self.joined) & (self.event_day >= self.joined)

    def taken(self, rows: Whole) -> "Facts":
        """The facts of some rows."""
        return Rows(self, rows)


def gathered(column: Any, rows: Whole) -> Any:  # see `Facts`
    """Some rows of a column, or of each of several; one number stands for every row."""
    if isinstance(column, Mapping):
        return {name: gathered(each, rows) for name, each in column.items()}
    if isinstance(column, Texts):
        return column.taken(rows)
    return column.take(rows) if column.ndim else column


class Rows(Facts):
    """Some rows of facts: a column is gathered when somebody asks for it, and once."""

    def __init__(self, of: Facts, rows: Whole) -> None:
        self._of = of
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getattr__(self, name: str) -> Any:  # see `Facts`
        found = gathered(getattr(self._of, name), self._rows)
        self.__dict__[name] = found
        return found

    def taken(self, rows: Whole) -> "Rows":
        """The facts of some of these rows."""
        return Rows(self._of, self._rows[rows])


@frozen(eq=False, kw_only=True)
class ClaimColumns(Facts):
    """Facts of claims; days are whole days since 1970, money is satang, and `NONE` is what nobody recorded.

    `clause` is a clause's number in the book. `person` and `household` are any numbers that people of one kind share;
    a household of −1 is none. `sexes`, `groups` and `relations` hold bits, in the order of their lists. `opening` is
    what a row carries in from before, `NONE` where it is a claim to decide: such a row only counts against limits, on
    its event day, with its units.
    """

    clause: Whole
    person: Whole
    household: Whole
    basis: Days
    event_day: Days
    claim_day: Days
    is_member: Flags
    joined: Days
    tenure_from: Days
    birth: Days
    sexes: Whole
    groups: Whole
    relations: Whole
    arrears: Whole
    worst_arrears: Whole
    settled_on: Days
    paid: Whole
    paid_months: Whole
    units: Whole
    year_month: Whole
    year_day: Whole
    opening: Whole
    attributes: Mapping[str, Texts] = field(factory=dict)
    documents: Mapping[str, Flags] = field(factory=dict)

    @classmethod
    def of(
        cls, clauses: Sequence[int], people: Sequence[int], households: Sequence[int], facts: Sequence[ClaimFacts]
    ) -> Self:
        """The columns of facts that are there one by one; their `used` is not looked at."""
        names = sorted({name for each in facts for name in each.attributes})
        papers = sorted({paper for each in facts for paper in each.documents})
        return cls(
            clause=np.array(clauses, np.int64),
            person=np.array(people, np.int64),
            household=np.array(households, np.int64),
            basis=_days(facts, "basis"),
            event_day=_days(facts, "event_day"),
            claim_day=_days(facts, "claim_day"),
            is_member=np.array([each.is_member for each in facts], bool),
            joined=_days(facts, "joined"),
            tenure_from=_days(facts, "tenure_from"),
            birth=np.array([as_number(each.birth.first if each.birth else None) for each in facts], np.int64),
            sexes=np.array([0 if each.sex is Sex.UNKNOWN else 1 << _SEXES.index(each.sex) for each in facts], np.int64),
            groups=np.array([sum(1 << _GROUPS.index(one) for one in each.groups) for each in facts], np.int64),
            relations=np.array([1 << _RELATIONS.index(each.relation) for each in facts], np.int64),
            arrears=_numbers(facts, "arrears_months"),
            worst_arrears=_numbers(facts, "worst_arrears"),
            settled_on=_days(facts, "settled_on"),
            paid=_numbers(facts, "paid"),
            paid_months=_numbers(facts, "paid_months"),
            units=_numbers(facts, "units"),
            year_month=np.array([each.year_start.month for each in facts], np.int64),
            year_day=np.array([each.year_start.day for each in facts], np.int64),
            opening=np.full(len(facts), NONE),
            attributes={name: Texts.of([each.attributes.get(name) for each in facts]) for name in names},
            documents={paper: np.array([paper in each.documents for each in facts], bool) for paper in papers},
        )


def _days(facts: Sequence[ClaimFacts], name: str) -> Days:
    return np.array([as_number(getattr(each, name)) for each in facts], np.int64)


def _numbers(facts: Sequence[ClaimFacts], name: str) -> Whole:
    found = (getattr(each, name) for each in facts)
    return np.array([NONE if one is None else one.satang if isinstance(one, Money) else one for one in found], np.int64)
