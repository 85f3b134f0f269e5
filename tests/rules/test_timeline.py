"""Decades at once are what `adjudicate` decides claim by claim: events, and what falls due to nobody's asking."""

from copy import deepcopy
from datetime import date, timedelta

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate
from communitywelfare.claims import Claim
from communitywelfare.claims import Event as Happening
from communitywelfare.errors import InvalidValue
from communitywelfare.members import Sex
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.columns import OUTCOMES, Book, Events, People, Spells, Texts, timeline
from communitywelfare.rules.columns.days import NONE, as_number
from communitywelfare.rules.columns.timeline import _between as between
from communitywelfare.strategies import bylaw_documents
from communitywelfare.strategies.clauses import CATEGORIES, DOCUMENTS

FIRST, LAST = date(2015, 3, 2), date(2019, 7, 20)
NAMES = ("death", "hospital", "birth", "elderly", "scholarship", "other", "hospital_stay", "funeral")
SPELLS = ("arrears", "worst_arrears", "settled_on", "paid", "paid_months")


@frozen(kw_only=True)
class Person:
    """A membership of a made-up history."""

    bylaw: int
    joined: date
    ended: date | None
    died: bool
    tenure_from: date | None
    birth: date | None
    sex: Sex
    person: int
    household: int
    spells: dict


@frozen
class Event:
    who: int
    name: str
    day: date
    claim_day: date
    units: int | None
    stated: tuple = ()
    has_papers: bool = False


DAYS = st.integers(0, 1_800).map(lambda days: date(2014, 6, 1) + timedelta(days=days))
STATED = st.sampled_from([(), (("bill", "1234.50"), ("level", "ม.3")), (("hours", "12"), ("alcohol_free", "yes"))])
JOINED = st.integers(0, 3_000).map(lambda days: date(2009, 1, 1) + timedelta(days=days))
VALUES = {
    "arrears": st.integers(0, 6),
    "worst_arrears": st.integers(0, 6),
    "settled_on": DAYS,
    "paid": st.integers(0, 500_000),
    "paid_months": st.integers(0, 60),
}


@st.composite
def spells_of(draw, name):
    """What held of somebody: nothing recorded, one thing always, or two after one another."""
    days = draw(st.sampled_from([(), (date(2000, 1, 1),), (date(2000, 1, 1),), (date(2014, 1, 1), date(2017, 2, 3))]))
    return tuple((day, draw(VALUES[name])) for day in days)


AUTOMATIC = [
    {"every": "month"},
    {"every": "month"},
    {"every": "year", "on": "04-13"},
    {"ages": ["40 years", "480 months"]},
]
HARD_TO_MEET = ("documents", "relations", "groups", "sex", "when", "deducts", "no_claim", "standing", "paid_for")


@st.composite
def made_due(draw, clause):
    """Often let a clause fall due by itself, and often leave out what would stop it."""
    if draw(st.booleans()):
        clause["automatic"] = draw(st.sampled_from(AUTOMATIC))
    if draw(st.booleans()):
        for key in HARD_TO_MEET:
            clause.pop(key, None)
    if draw(st.booleans()):
        year = draw(st.sampled_from(["calendar year", "event", "fiscal year", "lifetime"]))
        clause["limits"] = draw(st.sampled_from([[], [{"baht": 700, "per": year}]]))


@st.composite
def kept_bylaws(draw):
    """A by-law of one or two versions, the second of which may keep clauses of the first for members of before."""
    document = draw(bylaw_documents(first=date(2014, 1, 1), max_versions=2))
    for version in document["version"]:
        for clause in version["benefit"].values():
            draw(made_due(clause))
    older, *newer = document["version"]
    for version in newer:
        if draw(st.booleans()):
            kept = draw(st.lists(st.sampled_from(list(older["benefit"])), min_size=1, unique=True))
            version["keeps"] = [{"of": older["id"], "benefits": kept, "joined_before": draw(JOINED)}]
            if draw(st.booleans()):
                version["keeps"].append({"of": older["id"], "benefits": kept[:1], "joined_before": draw(JOINED)})
    return build_bylaw(document)


@st.composite
def histories(draw):
    laws = draw(st.lists(kept_bylaws(), min_size=1, max_size=2))
    shares = draw(st.booleans())
    people = []
    for number in range(draw(st.integers(1, 4))):
        joined = draw(JOINED)
        ended = draw(st.none() | DAYS)
        people.append(
            Person(
                bylaw=min(number * len(laws) // 4, len(laws) - 1),
                joined=joined,
                ended=ended,
                died=draw(st.booleans()),
                tenure_from=draw(st.sampled_from([joined, joined, joined, None])),
                birth=draw(st.sampled_from([date(1955, 4, 5), date(1976, 8, 31), date(2000, 1, 1), None])),
                sex=draw(st.sampled_from(Sex)),
                person=number // 2 if shares else number,
                household=draw(st.sampled_from([-1, 7])) if shares else -1,
                spells={name: draw(spells_of(name)) for name in SPELLS},
            )
        )
    events = []
    for who in range(len(people)):
        for _ in range(draw(st.integers(0, 4))):
            day = draw(DAYS)
            known = known_events(laws[people[who].bylaw])
            claimed = day + timedelta(days=draw(st.sampled_from([0, 0, 30, 200])))
            events.append(
                Event(who, draw(st.sampled_from(known)), day, claimed, draw(st.sampled_from([None, 1, 4, 90])))
            )
    return laws, people, events, shares


def known_events(law):
    return sorted({name for v in law.versions for b in v.benefits for name in (b.key, b.event) if name})


def spell(person, name, day):
    return next((value for since, value in reversed(person.spells[name]) if since <= day), None)


def facts_of(law, policy, person, event):
    """The facts of one claim, found in the plainest way."""
    basis = law.basis(event=event.day, claimed=event.claim_day)
    is_current = person.joined <= event.day and (person.ended is None or event.day < person.ended)
    settled, paid = spell(person, "settled_on", basis), spell(person, "paid", basis)
    return ClaimFacts(
        basis=basis,
        event_day=event.day,
        claim_day=event.claim_day,
        is_member=is_current or (person.died and event.day == person.ended),
        joined=person.joined,
        ended=person.ended,
        tenure_from=person.tenure_from,
        birth=None if person.birth is None else PartialDate.parse(person.birth.isoformat()),
        sex=person.sex,
        arrears_months=spell(person, "arrears", basis),
        worst_arrears=spell(person, "worst_arrears", basis),
        settled_on=settled,
        paid=None if paid is None else Money(paid),
        paid_months=spell(person, "paid_months", basis),
        units=event.units,
        attributes=dict(event.stated),
        documents=frozenset(DOCUMENTS if event.has_papers else ()),
        year_start=policy.year_start,
    )


def fell_due(law: ByLaw, who, person):
    """Every claim that falls due to somebody, by the schedules of the versions in force."""
    for version in law.versions:
        for benefit in version.benefits:
            if benefit.schedule is None:
                continue
            for day in benefit.schedule.days(max(person.joined, FIRST - timedelta(days=1)), LAST, person.birth):
                policy = law.governing(event=day, claimed=day, joined=person.joined)
                if policy is None or policy.by_key.get(benefit.key) is not benefit:
                    continue
                if person.ended is None or day < person.ended:
                    yield benefit.key, Event(who, benefit.key, day, day, 1)


def claims_of(laws, people, events):
    """Every claim in the order in which it is decided."""
    found = []
    for who, person in enumerate(people):
        law = laws[person.bylaw]
        due = dict.fromkeys((key, event) for key, event in fell_due(law, who, person))
        found.extend((event.claim_day, 0, -1, key, event) for key, event in due)
    found.sort(key=lambda each: (each[3], each[4].who))  # of one day: by key, then by membership
    for place, event in enumerate(events):
        law, person = laws[people[event.who].bylaw], people[event.who]
        policy = law.governing(event=event.day, claimed=event.claim_day, joined=person.joined)
        if policy is not None and FIRST <= event.day <= LAST:
            found.extend((event.claim_day, 1, place, benefit.key, event) for benefit in policy.for_event(event.name))
    return sorted(found, key=lambda each: each[:2])


def one_by_one(laws, people, events):
    granted = []
    for _day, _kind, place, key, event in claims_of(laws, people, events):
        person = people[event.who]
        law = laws[person.bylaw]
        policy = law.governing(event=event.day, claimed=event.claim_day, joined=person.joined)
        used = tuple(
            evolve(each, is_own=whose == person.person)
            for bylaw, whose, home, each in granted
            if bylaw == person.bylaw and (whose == person.person or (home == person.household and home >= 0))
        )
        facts = evolve(facts_of(law, policy, person, event), used=used)
        asked = Claim(
            number=str(len(granted)),
            day=event.claim_day,
            member="1",
            benefit=key,
            category=CATEGORIES[key],
            event=Happening(day=event.day),
        )
        decision = adjudicate(policy, asked, facts)
        yield place, key, event, decision
        if decision.is_payable:
            for each in slices_of(policy.by_key[key], facts, decision.assessed):
                if each.units or each.amount.satang:
                    taken = Used(
                        claim=f"{place}/{key}/{event.day}/{event.who}",
                        benefit=key,
                        day=each.day,
                        amount=each.amount,
                        units=each.units,
                    )
                    granted.append((person.bylaw, person.person, person.household, taken))


def columns_of(people, events, *, shares):
    def days(name):
        return np.array([as_number(getattr(person, name)) for person in people], np.int64)

    spells = {}
    for name in SPELLS:
        rows = [(who, as_number(day), value) for who, person in enumerate(people) for day, value in person.spells[name]]
        who, since, value = zip(*rows, strict=True) if rows else ((), (), ())
        numbers = [as_number(each) if isinstance(each, date) else each for each in value]
        spells[name] = Spells(np.array(who, np.int32), np.array(since, np.int32), np.array(numbers, np.int64))
    sexes = [0 if person.sex is Sex.UNKNOWN else 1 << list(Sex).index(person.sex) for person in people]
    return People(
        bylaw=np.array([person.bylaw for person in people], np.int16),
        joined=days("joined"),
        ended=days("ended"),
        tenure_from=days("tenure_from"),
        birth=days("birth"),
        died=np.array([person.died for person in people], bool),
        sexes=np.array(sexes, np.int8),
        person=np.array([100 * person.bylaw + person.person for person in people]) if shares else None,
        household=np.array([_home(person) for person in people]) if shares else None,
        spells=spells,
    ), Events(
        names=NAMES,
        who=np.array([event.who for event in events], np.int32),
        what=np.array([NAMES.index(event.name) for event in events], np.int8),
        day=np.array([as_number(event.day) for event in events], np.int32),
        claim_day=np.array([as_number(event.claim_day) for event in events], np.int32),
        units=np.array([NONE if event.units is None else event.units for event in events], np.int64),
        attributes={
            name: Texts.of([dict(event.stated).get(name) for event in events])
            for name in ("bill", "level", "hours", "alcohol_free")
        },
        documents={paper: np.array([event.has_papers for event in events], bool) for paper in DOCUMENTS},
    )


def _home(person):
    return person.household if person.household < 0 else 10 * person.bylaw + person.household


def all_known(book, events):
    """The events with the names that this book's clauses answer to."""
    names = tuple(name for name in NAMES if name in book.regimes.events)
    place = {NAMES.index(name): number for number, name in enumerate(names)}
    return evolve(events, names=names, what=np.array([place[int(what)] for what in events.what], np.int8))


@settings(max_examples=120)
@given(histories())
def test_decades_at_once_are_decided_as_adjudicate_does_claim_by_claim(history):
    laws, people, events, shares = history
    book = Book.of(laws)
    columns, happened = columns_of(people, events, shares=shares)
    flow = timeline(book, columns, all_known(book, happened), first=FIRST, last=LAST, keep_claims=True)
    wanted = np.zeros_like(flow.satang)
    decided = {}
    for place, key, event, decision in one_by_one(laws, people, events):
        bylaw = people[event.who].bylaw
        month = event.day.year * 12 + event.day.month - 1 - flow.first.index
        wanted[bylaw, month, book.keys[bylaw].index(key)] += decision.assessed.satang
        if place >= 0:
            decided[place, key] = (decision.outcome, decision.assessed.satang, decision.uncapped.satang)
    claims = flow.claims
    found = {}
    for row in np.flatnonzero(claims.event >= 0):
        key = book.keys[people[claims.who[row]].bylaw][book.key[claims.clause[row]]]
        outcome = OUTCOMES[claims.outcome[row]]
        found[int(claims.event[row]), key] = (outcome, int(claims.assessed[row]), int(claims.uncapped[row]))

    assert found == decided
    assert flow.satang.tolist() == wanted.tolist()


def test_people_and_events_must_stand_in_order():
    law = build_bylaw(SIMPLE)
    book = Book.of([law])
    day = np.array([as_number(date(2015, 1, 1))] * 2)
    people = People(bylaw=np.zeros(2, np.int8), joined=day, ended=np.full(2, NONE), tenure_from=day)
    events = Events(names=("birth",), who=np.array([1, 0]), what=np.zeros(2, np.int8), day=day + 400)
    span = {"first": FIRST, "last": LAST}
    with pytest.raises(InvalidValue, match="stand by person"):
        timeline(book, people, events, **span)
    with pytest.raises(InvalidValue, match="among the people"):
        timeline(book, people, evolve(events, who=np.array([1, 2])), **span)
    with pytest.raises(InvalidValue, match="no clause of the book answers to wedding"):
        timeline(book, people, evolve(events, who=np.array([0, 1]), names=("wedding",)), **span)


SIMPLE = {
    "format": "communitywelfare.bylaw/1",
    "fund": "F00",
    "name": {"th": "กองทุนตัวอย่าง", "en": "a made-up fund"},
    "version": [
        {
            "id": "1",
            "adopted": date(2014, 1, 1),
            "effective": date(2014, 1, 1),
            "source": "ระเบียบสมมุติ",
            "tenure_from": "applied",
            "dues": {"convention": "FLAT_30", "rate": "1.00"},
            "benefit": {
                "birth": {
                    "label": {"th": "คลอดบุตร", "en": "childbirth"},
                    "category": "01",
                    "amount": {"form": "flat", "pays": "500.00"},
                }
            },
        }
    ],
}


def what_fell_due(document, people, **options):
    """What fell due by one by-law in the first months, where nothing happened to anybody."""
    none = np.zeros(0, np.int64)
    events = Events(names=(), who=none, what=none, day=none)
    return timeline(Book.of([build_bylaw(document)]), people, events, first=FIRST, last=date(2015, 6, 30), **options)


def test_an_age_that_is_said_twice_comes_once():
    document = deepcopy(SIMPLE)
    document["version"][0]["benefit"]["birth"]["automatic"] = {"ages": ["40 years", "480 months", "41 years"]}
    book = Book.of([build_bylaw(document)])
    born = np.array([as_number(date(1976, 8, 31))])
    joined = np.array([as_number(date(2009, 1, 1))])
    people = People(bylaw=np.zeros(1, np.int8), joined=joined, ended=np.array([NONE]), tenure_from=joined, birth=born)
    none = np.zeros(0, np.int64)
    flow = timeline(book, people, Events(names=(), who=none, what=none, day=none), first=FIRST, last=LAST)

    assert flow.satang.sum() == 2 * 50_000


@pytest.mark.parametrize(
    ("automatic", "limit", "paid"),
    [
        ({"every": "month"}, {"baht": 700, "per": "lifetime"}, [0, 40_000, 30_000, 0]),
        ({"every": "year", "on": "04-13"}, {"baht": 300, "per": "calendar year"}, [0, 30_000, 0, 0]),
        ({"every": "month"}, {"baht": 150, "per": "event"}, [0, 30_000, 30_000, 30_000]),
    ],
)
def test_two_memberships_of_one_person_share_limits_day_by_day(automatic, limit, paid):
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause |= {"automatic": automatic, "limits": [limit], "amount": {"form": "flat", "pays": "200.00"}}
    joined = np.full(2, as_number(date(2014, 6, 1)))
    people = People(
        bylaw=np.zeros(2, np.int8),
        joined=joined,
        ended=np.full(2, NONE),
        tenure_from=joined,
        person=np.array([5, 5]),
    )
    flow = what_fell_due(document, people)

    assert flow.satang[0, :, 0].tolist() == paid


def test_two_versions_with_days_of_their_own_may_come_twice_in_a_year():
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause |= {"automatic": {"every": "year", "on": "04-13"}, "limits": [{"baht": 700, "per": "calendar year"}]}
    later = deepcopy(document["version"][0]) | {"id": "2", "effective": date(2015, 6, 1)}
    later["benefit"]["birth"]["automatic"] = {"every": "year", "on": "06-15"}
    document["version"].append(later)
    joined = np.array([as_number(date(2014, 6, 1))])
    people = People(bylaw=np.zeros(1, np.int8), joined=joined, ended=np.array([NONE]), tenure_from=joined)
    flow = what_fell_due(document, people)

    assert flow.satang[0, :, 0].tolist() == [0, 50_000, 0, 20_000]


def test_a_clause_that_is_kept_is_counted_by_the_year_of_the_version_that_keeps_it():
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause |= {"automatic": {"every": "month"}, "limits": [{"baht": 300, "per": "fiscal year"}]}
    clause["amount"] = {"form": "flat", "pays": "200.00"}
    document["version"][0]["year_start"] = "01-01"
    later = deepcopy(document["version"][0]) | {"id": "2", "effective": date(2015, 5, 1), "year_start": "05-01"}
    later["keeps"] = [{"of": "1", "benefits": ["birth"], "joined_before": date(2015, 1, 1)}]
    later["benefit"]["birth"]["amount"] = {"form": "flat", "pays": "1.00"}
    document["version"].append(later)
    joined = np.array([as_number(date(2014, 6, 1))])
    people = People(bylaw=np.zeros(1, np.int8), joined=joined, ended=np.array([NONE]), tenure_from=joined)
    flow = what_fell_due(document, people)

    # April in the year of the first version; May and June in the second's, which begins in May.
    assert flow.satang[0, :, 0].tolist() == [0, 20_000, 20_000, 10_000]


def test_one_who_left_before_the_first_turn_takes_nobodys_turns():
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause |= {"automatic": {"every": "month"}, "limits": [{"baht": 700, "per": "lifetime"}]}
    joined = np.full(2, as_number(date(2014, 6, 1)))
    ended = np.array([as_number(date(2015, 3, 8)), as_number(date(2015, 5, 12))])
    people = People(bylaw=np.zeros(2, np.int8), joined=joined, ended=ended, tenure_from=joined)
    flow = what_fell_due(document, people, keep_claims=True)

    assert flow.claims.who.tolist() == [1, 1]
    assert flow.satang[0, :, 0].tolist() == [0, 50_000, 20_000, 0]


def test_what_was_received_before_the_history_counts_against_limits():
    document = deepcopy(SIMPLE)
    document["version"][0]["benefit"]["birth"]["limits"] = [{"baht": 700, "per": "lifetime"}]
    joined = np.full(2, as_number(date(2014, 6, 1)))
    people = People(bylaw=np.zeros(2, np.int8), joined=joined, ended=np.full(2, NONE), tenure_from=joined)
    events = Events(
        names=("birth",),
        who=np.array([0, 0, 1]),
        what=np.zeros(3, np.int8),
        day=np.array([as_number(date(2014, 12, 1)), as_number(date(2015, 4, 2)), as_number(date(2015, 4, 2))]),
        units=np.ones(3, np.int64),
        opening=np.array([40_000, NONE, NONE]),
    )
    flow = timeline(Book.of([build_bylaw(document)]), people, events, first=FIRST, last=LAST, keep_claims=True)

    assert flow.claims.assessed.tolist() == [0, 30_000, 50_000]
    assert flow.satang.sum() == 80_000


@st.composite
def carried_in(draw):
    """A by-law of two clauses with limits of their own, and what people had received before or in the first months."""
    document = deepcopy(SIMPLE)
    document["version"][0]["year_start"] = draw(st.sampled_from(["01-01", "06-01", "10-01"]))
    years = st.sampled_from(["calendar year", "fiscal year"])
    windows = st.sampled_from(["event", "calendar year", "fiscal year", "membership year", "lifetime"])
    stay = document["version"][0]["benefit"]["birth"] | {
        "category": "02",
        "amount": {"form": "per unit", "pays": "100.00", "unit": "night"},
        "limits": [{draw(st.sampled_from(["baht", "units"])): draw(st.integers(1, 900)), "per": draw(windows)}],
    }
    yearly = document["version"][0]["benefit"]["birth"] | {
        "category": "03",
        "automatic": {"every": draw(st.sampled_from(["year", "month"])), "on": "04-13"},
        "limits": [draw(st.sampled_from([{"times": 1}, {"times": 2}, {"baht": 700}])) | {"per": draw(years | windows)}],
    }
    if yearly["automatic"]["every"] == "month":
        del yearly["automatic"]["on"]
    document["version"][0]["benefit"] = {"hospital": stay, "elderly": yearly}
    asked_for = draw(st.sampled_from([[0], [0], [0, 0, 1]]))  # what is also asked for never falls due alike
    rows = []
    for who in range(3):
        before = draw(st.lists(st.integers(-500, 400) | st.integers(-90, 40), max_size=2))
        units, satang = st.integers(0, 9), st.integers(0, 90_000)
        rows.extend((who, draw(st.integers(0, 1)), day, draw(units), draw(satang)) for day in before)
        days = sorted(draw(st.lists(st.integers(0, 900), max_size=4)))
        rows.extend((who, draw(st.sampled_from(asked_for)), day, draw(st.integers(1, 400)), NONE) for day in days)
    return build_bylaw(document), rows


@settings(max_examples=120)
@given(carried_in())
def test_usage_from_before_counts_as_it_does_where_all_is_decided_in_rounds(history):
    law, rows = history
    who, what, day, units, opening = (
        np.array(column, np.int64) for column in (zip(*rows, strict=True) if rows else [()] * 5)
    )
    joined = as_number(date(2014, 6, 1)) + np.array([0, 40, 200])
    people = People(bylaw=np.zeros(3, np.int8), joined=joined, ended=np.full(3, NONE), tenure_from=joined)
    day = day + as_number(FIRST)
    events = Events(names=("hospital", "elderly"), who=who, what=what, day=day, units=units, opening=opening)
    book = Book.of([law])
    in_rounds = evolve(book, alone=np.full_like(book.alone, -1))
    found, expected = (
        timeline(each, people, events, first=FIRST, last=LAST, keep_claims=True) for each in (book, in_rounds)
    )
    sums = timeline(book, people, events, first=FIRST, last=LAST)

    assert found.satang.tolist() == sums.satang.tolist() == expected.satang.tolist()
    mine, theirs = (
        dict(zip(each.claims.event.tolist(), each.claims.assessed.tolist(), strict=True)) for each in (found, expected)
    )
    mine[-1] = theirs[-1] = 0  # what falls due needs a claim of its own only in some ways of deciding
    assert mine == theirs


def test_nothing_happens_where_nothing_happened():
    book = Book.of([build_bylaw(SIMPLE)])
    none = np.zeros(0, np.int64)
    people = People(bylaw=none, joined=none, ended=none, tenure_from=none)
    events = Events(names=(), who=none, what=none, day=none)
    flow = timeline(book, people, events, first=FIRST, last=LAST, keep_claims=True)

    assert (flow.satang == 0).all()
    assert len(flow.claims.who) == 0


@settings(max_examples=40)
@given(histories(), st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_accounts_part_what_bylaws_pay_among_people(history, accounts):
    laws, people, events, shares = history
    book = Book.of(laws)
    columns, happened = columns_of(people, events, shares=shares)
    happened = all_known(book, happened)
    account = np.array(accounts[: len(people)])
    whole = timeline(book, columns, happened, first=FIRST, last=LAST).satang
    parted = timeline(book, evolve(columns, account=account), happened, first=FIRST, last=LAST).satang

    assert len(parted) == account.max() + 1
    if len(laws) == 1:
        assert parted.sum(axis=0).tolist() == whole[0].tolist()
    assert parted.sum() == whole.sum()
    if shares:
        return
    for number in range(len(parted)):
        alone = timeline(book, *only(columns, happened, account == number), first=FIRST, last=LAST).satang
        assert parted[number].tolist() == alone.sum(axis=0).tolist()


def only(columns, happened, chosen):
    """Some of the people, and what happened to them."""
    names = ("bylaw", "joined", "ended", "tenure_from", "birth", "died", "sexes")
    place = np.cumsum(chosen) - 1
    spells = {}
    for name, each in columns.spells.items():
        rows = np.flatnonzero(chosen[each.who]) if len(each.who) else np.zeros(0, int)
        spells[name] = Spells(place[each.who[rows]], each.since[rows], each.value[rows])
    rows = np.flatnonzero(chosen[happened.who]) if len(happened.who) else np.zeros(0, int)
    return evolve(columns, **{name: getattr(columns, name)[chosen] for name in names}, spells=spells), evolve(
        happened,
        who=place[happened.who[rows]],
        **{name: getattr(happened, name)[rows] for name in ("what", "day", "claim_day", "units")},
        attributes={name: Texts(each.codes[rows], each.texts) for name, each in happened.attributes.items()},
        documents={name: each[rows] for name, each in happened.documents.items()},
    )


def test_households_of_several_bylaws_may_stand_in_any_order():
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause |= {"limits": [{"baht": 700, "per": "lifetime", "household": True}]}
    book = Book.of([build_bylaw(document)] * 2)
    joined = np.full(8, as_number(date(2014, 6, 1)))
    people = People(
        bylaw=np.array([0, 0, 1, 1] * 2),
        joined=joined,
        ended=np.full(8, NONE),
        tenure_from=joined,
        household=np.array([0, 0, 1, -1, 2, 2, 3, 3]),
        account=np.array([0, 0, 1, 1, 2, 2, 3, 3]),
    )
    day = np.full(8, as_number(date(2015, 4, 2)))
    events = Events(names=("birth",), who=np.arange(8), what=np.zeros(8, np.int8), day=day, units=np.ones(8, int))
    flow = timeline(book, people, events, first=FIRST, last=LAST)

    assert flow.satang.sum(axis=(1, 2)).tolist() == [70_000, 100_000, 70_000, 70_000]
    with pytest.raises(InvalidValue, match="counted from 0"):
        timeline(book, evolve(people, account=people.account - 1), events, first=FIRST, last=LAST)
    mixed = evolve(people, account=np.arange(8) % 2)
    assert timeline(book, mixed, events, first=FIRST, last=LAST).satang.sum(axis=(1, 2)).tolist() == [200_000, 110_000]


def test_what_was_received_is_told_by_the_key_of_its_clause_also_from_before_the_first_version():
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause |= {"limits": [{"baht": 700, "per": "lifetime"}]}
    document["version"][0]["benefit"]["gift"] = clause | {"event": "birth", "category": "99"}
    joined = np.full(1, as_number(date(2012, 6, 1)))
    people = People(bylaw=np.zeros(1, np.int8), joined=joined, ended=np.full(1, NONE), tenure_from=joined)
    events = Events(
        names=("birth",),
        who=np.zeros(2, np.int8),
        what=np.zeros(2, np.int8),
        day=np.array([as_number(date(2013, 12, 1)), as_number(date(2015, 4, 2))]),
        units=np.ones(2, np.int64),
        opening=np.array([40_000, NONE]),
    )
    flow = timeline(Book.of([build_bylaw(document)]), people, events, first=FIRST, last=LAST)

    assert flow.satang[0, 1].tolist() == [30_000, 50_000]


def test_people_are_parted_where_nobody_shares_a_person_or_a_home():
    joined = np.zeros(7, np.int64)
    people = People(
        bylaw=joined,
        joined=joined,
        ended=joined,
        tenure_from=joined,
        person=np.array([0, 1, 0, 3, 4, 5, 6]),
        household=np.array([-1, -1, -1, -1, 9, 9, -1]),
    )

    assert between(people).tolist() == [3, 4, 6, 7]
    assert between(evolve(people, person=None)).tolist() == [1, 2, 3, 4, 6, 7]


TURNING = [
    "membership > 400 days",
    "age < 45 years",
    "not membership > 2 years",
    "age >= 40 years or membership > 30 months",
    "not (age < 41 years) or membership < 500 days",
    "membership >= 18 months and membership < 5 years",
    "arrears <= 2 months and age > 39 years",
]
STEPS = {
    "form": "steps",
    "by": "membership",
    "steps": [
        {"from": "0 days", "to": "2 years", "pay": "100.00"},
        {"over": "2 years", "to": "1500 days", "pay": "250.00"},
        {"over": "1500 days", "pay": "90.00"},
    ],
}
TABLE = {
    "form": "table",
    "rows": [{"when": "age < 43 years", "pay": "70.00"}, {"when": "membership > 3 years", "pay": "60"}],
}


@st.composite
def turning_histories(draw):
    """People to whom a clause falls due whose answer turns on days that go by, at the top of it and deep within."""
    _laws, people, events, shares = draw(histories())
    document = deepcopy(SIMPLE)
    clause = document["version"][0]["benefit"]["birth"]
    clause["automatic"] = draw(st.sampled_from(AUTOMATIC))
    clause["when"] = draw(st.lists(st.sampled_from(TURNING), max_size=2))
    clause["amount"] = draw(st.sampled_from([clause["amount"], STEPS, TABLE]))
    if draw(st.booleans()):
        clause |= {"wait": "500 days", "age": draw(st.sampled_from([{"from": "40 years"}, {"below": "43 years"}]))}
    law = build_bylaw(document)
    people = [evolve(each, bylaw=0) for each in people]
    return [law], people, [evolve(each, name="birth") for each in events], shares


@given(turning_histories())
def test_what_falls_due_turns_on_the_days_on_which_adjudicate_turns(history):
    laws, people, events, shares = history
    book = Book.of(laws)
    columns, happened = columns_of(people, events, shares=shares)
    flow = timeline(book, columns, all_known(book, happened), first=FIRST, last=LAST)
    wanted = np.zeros_like(flow.satang)
    for _place, key, event, decision in one_by_one(laws, people, events):
        month = event.day.year * 12 + event.day.month - 1 - flow.first.index
        wanted[0, month, book.keys[0].index(key)] += decision.assessed.satang
    assert flow.satang.tolist() == wanted.tolist()
