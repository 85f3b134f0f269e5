"""The order of claims: lint tells of crossing limits exactly where each counts something that the other does not.

Two oracles, both of which pay claims one after another in every order. Where lint is silent, the order changes no
total; where it tells, three claims are found of which the total differs.

What a limit counts is looked at here item by item, a clause on a day by a person, and not by the names of its window
and its group, by which lint goes. Rolling windows look back from each event and are left out: for them the order of
events counts even with one limit alone. So do counts beside money, and occasions of different sums: all limits of a
by-law measure alike here.
"""

from datetime import date
from itertools import permutations

from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Claim, Event
from communitywelfare.rules import BenefitPolicy, ByLaw, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.lint import lint

WORDS = {"th": "ก", "en": "a"}
JOINED = date(2010, 5, 31)
KEYS = ("a", "b", "c")
GROUPS = [(), ("a", "b"), ("a", "c"), ("a", "b", "c")]
WINDOWS = ["event", "membership year", "calendar year", "fiscal year", "lifetime"]
# Of two of them any year may be one and the same, and another year not.
DAYS = [
    date(2022, 11, 1),
    date(2023, 3, 1),
    date(2023, 7, 1),
    date(2023, 11, 1),
    date(2024, 3, 1),
    date(2022, 3, 1),
    date(2022, 7, 1),
    date(2030, 1, 1),
]


@frozen
class Item:
    """A claim as a limit sees it: for what, when, and by whom of the household."""

    key: str
    day: date
    is_mine: bool = True


@frozen
class Shape:
    """What a limit of a clause counts; without a group the clause alone."""

    window: str
    group: tuple[str, ...] = ()
    is_household: bool = False

    def counts(self, own: Item, other: Item) -> bool:
        """Whether this limit of a claim's clause counts another claim with it."""
        if self.window == "event":
            return other == own
        is_theirs = self.is_household or other.is_mine == own.is_mine
        return other.key in (self.group or (own.key,)) and is_theirs and self._year(other.day) == self._year(own.day)

    def _year(self, day: date) -> int:
        starts = {"calendar year": (1, 1), "fiscal year": (10, 1), "membership year": (5, 31)}
        return day.year - ((day.month, day.day) < starts[self.window]) if self.window in starts else 0

    def written(self, measure: str, most: int) -> dict[str, object]:
        """The limit as a by-law's file has it."""
        group = {"together_with": list(self.group)} if self.group else {}
        return {measure: most, "per": self.window, "household": self.is_household, **group}


SHAPES = st.builds(Shape, st.sampled_from(WINDOWS), st.sampled_from(GROUPS), st.booleans())
VISIT = {"form": "per unit", "pays": 100, "unit": "time"}


def a_bylaw(clauses: dict[str, dict[str, object]]) -> ByLaw:
    version = {
        "id": "1",
        "adopted": date(2000, 1, 1),
        "effective": date(2000, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "year_start": "10-01",
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {key: {"label": WORDS, "category": "99", **clause} for key, clause in clauses.items()},
    }
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [version]})


def told_by_lint(bylaw: ByLaw) -> set[str]:
    """What lint says of limits that make the order count."""
    of_order = {"lint.limits_cross", "lint.group_one_sided", "lint.limit_without_itself"}
    return of_order & {finding.code for finding in lint(bylaw)}


def paid_in_all(policy: BenefitPolicy, asked: tuple[tuple[Item, int], ...]) -> int:
    """What claims are paid together, decided one after another, in satang."""
    used: list[tuple[bool, Used]] = []
    for number, (item, units) in enumerate(asked):
        facts = ClaimFacts(
            basis=item.day,
            event_day=item.day,
            claim_day=item.day,
            is_member=True,
            joined=JOINED,
            tenure_from=JOINED,
            arrears_months=0,
            units=units,
            year_start=YearStart(10),
            used=tuple(evolve(each, is_own=mine == item.is_mine) for mine, each in used),
        )
        claim = Claim(
            number=str(number), day=item.day, member="M", benefit=item.key, category="99", event=Event(day=item.day)
        )
        paid = adjudicate(policy, claim, facts).assessed
        used += [
            (
                item.is_mine,
                Used(claim=str(number), benefit=item.key, day=each.day, amount=each.amount, units=each.units),
            )
            for each in slices_of(policy.by_key[item.key], facts, paid)
            if each.units
        ]
    return sum(each.amount.satang for _mine, each in used)


def totals(bylaw: ByLaw, asked: list[tuple[Item, int]]) -> set[int]:
    """What is paid in all, in whole baht, in every order of the claims."""
    return {paid_in_all(bylaw.versions[0], order) // 100 for order in permutations(asked)}


# --- where lint is silent ----------------------------------------------------------------------------------

AMOUNTS = {
    "baht": ({"form": "per unit", "unit": "time"}, {"a": 100, "b": 170, "c": 90}),
    "units": ({"form": "per unit", "unit": "night"}, dict.fromkeys(KEYS, 100)),
    "times": ({"form": "flat"}, dict.fromkeys(KEYS, 100)),
}
MOST = {"baht": st.integers(90, 900), "units": st.integers(1, 9), "times": st.integers(1, 3)}
ITEMS = st.builds(Item, st.sampled_from(KEYS), st.sampled_from([date(2022, 9, 29), *DAYS[:5]]), st.booleans())


@composite
def limited(draw: DrawFn) -> ByLaw:
    """Three clauses under up to four limits, of which each stands at every clause of its group, or mostly."""
    measure = draw(st.sampled_from(sorted(AMOUNTS)))
    amount, pays = AMOUNTS[measure]
    limits: dict[str, list[dict[str, object]]] = {key: [] for key in KEYS}
    for shape in draw(st.lists(SHAPES, min_size=1, max_size=4, unique=True)):
        written = shape.written(measure, draw(MOST[measure]))
        standing = shape.group or (draw(st.sampled_from(KEYS)),)
        if draw(st.integers(0, 9)) == 9:
            standing = standing[1:]  # one of the group does not have it
        for key in standing:
            limits[key].append(written)
    return a_bylaw({key: {"amount": amount | {"pays": pays[key]}, "limits": limits[key]} for key in KEYS})


@settings(max_examples=400)
@given(limited(), st.lists(st.tuples(ITEMS, st.integers(1, 6)), min_size=2, max_size=4))
def test_where_lint_is_silent_the_order_of_claims_changes_no_total(bylaw, asked):
    assert told_by_lint(bylaw) or len(totals(bylaw, asked)) == 1


# --- where it tells ----------------------------------------------------------------------------------------


def pair(one: Shape, other: Shape) -> ByLaw:
    """Three clauses of 100 a time, and two limits of 300 that stand at all clauses of their group."""
    clauses = {}
    for key in KEYS:
        limits = [each.written("baht", 300) for each in (one, other) if key in (each.group or ("a",))]
        clauses[key] = {"amount": VISIT, "limits": limits}
    return a_bylaw(clauses)


def only_of(one: Shape, other: Shape, shared: Item) -> Item | None:
    """A claim that one limit counts with a shared claim, and the other does not."""
    every = (Item(key, day, mine) for key in KEYS for day in DAYS for mine in (True, False))
    return next((each for each in every if one.counts(shared, each) and not other.counts(shared, each)), None)


@settings(max_examples=400)
@given(SHAPES, SHAPES)
def test_lint_tells_exactly_of_limits_of_which_each_counts_what_the_other_does_not(one, other):
    shared = Item("a", DAYS[0])
    left, right = only_of(one, other, shared), only_of(other, one, shared)
    told = told_by_lint(pair(one, other))
    assert told == ({"lint.limits_cross"} if left and right else set())
    if left and right:
        assert totals(pair(one, other), [(each, 3) for each in (shared, left, right)]) == {300, 600}


def test_the_cases_that_were_missed_are_told():
    narrow_group = Shape("lifetime"), Shape("calendar year", ("a", "b"))
    own_people = Shape("calendar year", ("a", "b")), Shape("calendar year", (), is_household=True)
    for one, other in (narrow_group, own_people):
        assert told_by_lint(pair(one, other)) == {"lint.limits_cross"}
    assert told_by_lint(pair(Shape("event", ("a", "b")), Shape("lifetime", ("a", "c")))) == set()
