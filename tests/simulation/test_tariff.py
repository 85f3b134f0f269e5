"""A by-law as a tariff pays, to the satang, what `adjudicate` grants claim by claim for the same lives."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import Month, PartialDate, YearStart
from communitywelfare.claims import Claim, Event
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import Group, Sex
from communitywelfare.money import Money
from communitywelfare.rules import ClaimFacts, adjudicate, build_bylaw
from communitywelfare.rules import Used as Taken
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.amounts.per_unit import CountedUnit, PerUnit
from communitywelfare.rules.schedules import Every, Schedule
from communitywelfare.simulation.behaviour import draw_arrears
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lifetimes import Exit, Exits
from communitywelfare.simulation.lives import Happening, Lives, draw_lives
from communitywelfare.simulation.narrowed import apart
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.pricing import Pricing
from communitywelfare.simulation.tariff import Tariff, projected
from communitywelfare.strategies import bylaw_documents
from communitywelfare.strategies.clauses import DOCUMENTS

CHAMUANG = build_bylaw(
    tomllib.loads(Path(__file__).parents[2].joinpath("examples", "chamuang", "bylaw.toml").read_text(encoding="utf-8"))
)
HORIZON = Horizon(Month(2026, 1), 36)
EPOCH = date(1970, 1, 1)
SEXES = (Sex.MALE, Sex.FEMALE)
PRIOR = shipped_assumptions()
NIGHTS = {CountedUnit.NIGHT, CountedUnit.DAY}
ASKED_BY = {"01": Happening.BIRTH, "02": Happening.ADMISSION, "04": Happening.DEATH, "05": Happening.DEATH}


def eventful():
    """Assumptions under which something happens to few people in few years."""
    rates = {"admissions": 2.0, "births": 0.6, "mortality_level": 12.0, "leaving": 0.15, "nights": 4.0}
    tables = []
    for name, rate in rates.items():
        rows = tuple(evolve(row, rates=tuple(rate for _each in row.rates)) for row in PRIOR[name].rows)
        tables.append(evolve(PRIOR[name], rows=rows))
    return PRIOR.with_tables(tables, "eventful")


TABLES = Demography.of(eventful(), HORIZON)
LATE = evolve(TABLES, in_arrears=np.full_like(TABLES.in_arrears, 0.4))


# --- what is drawn -----------------------------------------------------------------------------------------

AUTOMATIC = [{"every": "month"}, {"every": "year", "on": "04-13"}, {"ages": ["60 years", "726 months"]}]
HARD_TO_MEET = ("documents", "relations", "groups", "sex", "when", "deducts", "no_claim", "standing", "paid_for")


@st.composite
def laws(draw):
    """A by-law of one or two versions that often pays something, often up to a limit that others at home share."""
    document = draw(bylaw_documents(first=date(2014, 1, 1), max_versions=2))
    for version in document["version"]:
        for clause in version["benefit"].values():
            if draw(st.integers(0, 3)) == 0:
                clause["automatic"] = draw(st.sampled_from(AUTOMATIC))
            if draw(st.booleans()):
                for key in HARD_TO_MEET:
                    clause.pop(key, None)
            if draw(st.booleans()):
                per = draw(st.sampled_from(["calendar year", "fiscal year", "lifetime", "event"]))
                clause["limits"] = [{"baht": 1_500, "per": per, "household": draw(st.booleans())}]
    older, *newer = document["version"]
    for version in newer:
        if draw(st.booleans()):
            kept = draw(st.lists(st.sampled_from(list(older["benefit"])), min_size=1, unique=True))
            version["keeps"] = [{"of": older["id"], "benefits": kept, "joined_before": date(2024, 5, 6)}]
    return build_bylaw(document)


def number(day):
    return (day - EPOCH).days


DAYS_BEFORE = st.integers(0, 4_000).map(lambda days: date(2025, 12, 31) - timedelta(days=days))


@st.composite
def populations(draw, funds=1):
    rows = []
    for fund in range(funds):
        for _ in range(draw(st.integers(1, 3))):
            entry = draw(st.sampled_from([0, 0, 0, 7]))
            joined = HORIZON.at(entry).first if entry else draw(DAYS_BEFORE)
            rows.append(
                {
                    "fund": fund,
                    "sex": draw(st.integers(0, 1)),
                    "birth": number(draw(st.sampled_from([date(1944, 4, 13), date(1966, 2, 28), date(1999, 7, 15)]))),
                    "joined": number(joined),
                    "tenure_from": number(joined) - draw(st.sampled_from([0, 0, 400])),
                    "groups": draw(st.sampled_from([0, 1, 6])),
                    "household": draw(st.sampled_from([-1, 0, 0])),
                    "entry": entry,
                }
            )
    names = [f"F{number}" for number in range(funds)]
    columns = {name: np.array([row[name] for row in rows], np.int64) for name in rows[0]}
    columns["sex"] = columns["sex"].astype(np.int8)
    uids = [member_uids(names[row["fund"]], [str(place)])[0] for place, row in enumerate(rows)]
    return Population(funds=tuple(names), uid=np.array(uids, np.uint64), left_out={}, **columns)


@st.composite
def used_before(draw, people, bylaws):
    """What somebody had received of some clause, nothing for most."""
    rows = draw(st.lists(st.integers(0, len(people) - 1), max_size=3))
    names = tuple(dict.fromkeys(c.key for bylaw in bylaws for v in bylaw.versions for c in v.benefits))
    keys = [
        draw(st.sampled_from([c.key for c in bylaws[people.fund[row]].versions[0].benefits]).map(names.index))
        for row in rows
    ]
    days = [number(draw(DAYS_BEFORE)) for _row in rows]
    units, satang = ([draw(st.sampled_from(some)) for _row in rows] for some in ([1, 3], [20_000, 140_000]))
    columns = {"row": rows, "name": keys, "day": days, "units": units, "satang": satang}
    return Used(names=names, **{name: np.array(column, np.int64) for name, column in columns.items()})


def lived(people, seed, scenarios=2):
    levels = Levels.even(np.arange(scenarios), len(HORIZON.years))
    return draw_lives(people, TABLES, levels, seed=seed)


# --- one by one --------------------------------------------------------------------------------------------


def clauses(bylaw):
    return [clause for version in bylaw.versions for clause in version.benefits]


def asked_names(bylaw, what):
    """The names by which something that happens asks, in their order."""
    found = {c.event or c.key for c in clauses(bylaw) if c.schedule is None and ASKED_BY.get(c.category) is what}
    return sorted(found)


def units_of(bylaw, what, name, nights):
    counted = {c.amount.unit for c in clauses(bylaw) if name in {c.key, c.event} and isinstance(c.amount, PerUnit)}
    if what is Happening.ADMISSION:
        return 1 if counted and not counted & NIGHTS else nights
    return None if counted & NIGHTS else 1


def day_of(column):
    return EPOCH + timedelta(days=int(column))


def end_of(life, lives):
    """The first day on which somebody is a member no more, and whether they died on it."""
    month, how = HORIZON.at(int(lives.exits.month[life])), lives.exits.how[life]
    if how == Exit.DIED:
        return month.first + timedelta(days=14), True
    return (month.plus(1).first, False) if how == Exit.LEFT else (None, False)


def fell_due(bylaw, life, joined, ended, birth):
    for version in bylaw.versions:
        for benefit in version.benefits:
            if benefit.schedule is None:
                continue
            since = max(joined, HORIZON.first.first - timedelta(days=1))
            for day in benefit.schedule.days(since, HORIZON.last_day, PartialDate.parse(birth.isoformat()).first):
                policy = bylaw.governing(event=day, claimed=day, joined=joined)
                if policy is not None and policy.by_key.get(benefit.key) is benefit and (ended is None or day < ended):
                    yield day, benefit.key, life


def claims_of(bylaws, people, lives):
    """Day, life, units and key of every claim of one future after the other, in the order of deciding."""
    asked, due = [], set()
    for life in range(len(lives.exits.month)):
        person = life % len(people)
        bylaw, joined = bylaws[people.fund[person]], day_of(people.joined[person])
        ended, _died = end_of(life, lives)
        due |= set(fell_due(bylaw, life, joined, ended, day_of(people.birth[person])))
    for place in range(len(lives.who)):
        life, what = int(lives.who[place]), Happening(int(lives.what[place]))
        person = life % len(people)
        bylaw, day = bylaws[people.fund[person]], HORIZON.at(int(lives.month[place])).first + timedelta(days=14)
        policy = bylaw.governing(event=day, claimed=day, joined=day_of(people.joined[person]))
        for name in asked_names(bylaw, what):
            for benefit in policy.for_event(name):
                units = units_of(bylaw, what, name, int(lives.units[place]))
                asked.append((day, 1, life, len(asked), benefit.key, units))
    found = [(day, 0, key, life, (life, key, 1)) for day, key, life in due]
    found += [(day, 1, life, place, (life, key, units)) for day, _kind, life, place, key, units in asked]
    for day, *_order, (life, key, units) in sorted(found, key=lambda each: each[:4]):
        yield day, life, key, units


def paid_one_by_one(bylaws, people, lives, used=None):
    """Satang by future and fund, month and key, decided by `adjudicate`."""
    granted, paid = defaultdict(list), defaultdict(int)
    for future in range(len(lives.scenarios)):
        for row in range(0 if used is None else len(used.row)):
            amount, key = Money(int(used.satang[row])), used.names[used.name[row]]
            day, units = day_of(used.day[row]), int(used.units[row])
            taken = Taken(claim=f"before/{row}", benefit=key, day=day, amount=amount, units=units)
            granted[future].append((int(used.row[row]), taken))
    for day, life, key, units in claims_of(bylaws, people, lives):
        future, person = divmod(life, len(people))
        fund = int(people.fund[person])
        bylaw, joined = bylaws[fund], day_of(people.joined[person])
        policy = bylaw.governing(event=day, claimed=day, joined=joined)
        home = (fund, int(people.household[person]))
        mine = tuple(
            evolve(taken, is_own=who == person)
            for who, taken in granted[future]
            if who == person or (home[1] >= 0 and home == (int(people.fund[who]), int(people.household[who])))
        )
        ended, died = end_of(life, lives)
        late = () if lives.arrears is None else lives.arrears[life].tolist()[: day.year - HORIZON.first.year + 1]
        facts = ClaimFacts(
            basis=day,
            event_day=day,
            claim_day=day,
            is_member=joined <= day and (ended is None or day < ended or (died and day == ended)),
            joined=joined,
            ended=ended,
            tenure_from=day_of(people.tenure_from[person]),
            birth=PartialDate.parse(day_of(people.birth[person]).isoformat()),
            sex=SEXES[people.sex[person]],
            groups=frozenset(g for place, g in enumerate(Group) if people.groups[person] >> place & 1),
            arrears_months=12 if late and late[-1] else 0,
            worst_arrears=12 if any(late) else 0,
            units=units,
            documents=frozenset(DOCUMENTS),
            year_start=policy.year_start,
            used=mine,
        )
        benefit = policy.by_key[key]
        event = Event(day=day)
        claim = Claim(number="1", day=day, member="1", benefit=key, category=benefit.category, event=event)
        decision = adjudicate(policy, claim, facts)
        if decision.is_payable:
            paid[future * len(bylaws) + fund, HORIZON.month_of(day), key] += decision.assessed.satang
            for each in slices_of(benefit, facts, decision.assessed):
                if each.units or each.amount.satang:
                    name = f"{life}/{key}/{day}/{len(granted[future])}"
                    taken = Taken(claim=name, benefit=key, day=each.day, amount=each.amount, units=each.units)
                    granted[future].append((person, taken))
    return {place: satang for place, satang in paid.items() if satang}


def asked_yearly(bylaw):
    """The by-law, but for the elderly, who ask on 13 April if nothing falls due to them by itself."""
    yearly = Schedule(Every.YEAR, on=YearStart(4, 13))
    versions = [
        evolve(
            version,
            benefits=tuple(
                evolve(each, schedule=yearly) if each.category == "03" and each.schedule is None else each
                for each in version.benefits
            ),
        )
        for version in bylaw.versions
    ]
    return evolve(bylaw, versions=tuple(versions))


def priced(bylaws, people, lives, used=None):
    bylaws = [projected(bylaw) for bylaw in bylaws]
    tariff = Tariff(bylaws=tuple(bylaws), used=used)
    satang = tariff.price(people, lives, HORIZON)
    return {
        (int(row), int(month), tariff.keys[row % len(bylaws)][key]): int(satang[row, month, key])
        for row, month, key in zip(*np.nonzero(satang), strict=True)
    }


@settings(max_examples=80)
@given(laws(), populations(), st.integers(0, 1_000), st.booleans(), st.data())
def test_pays_what_adjudicate_grants_claim_by_claim(law, people, seed, pays_late, data):
    lives, used = lived(people, seed), data.draw(used_before(people, [law]))
    if pays_late:
        lives = evolve(lives, arrears=draw_arrears(people, LATE, seed=seed, scenarios=lives.scenarios))

    assert priced([law], people, lives, used) == paid_one_by_one([asked_yearly(law)], people, lives, used)


@settings(max_examples=80)
@given(laws(), populations(), st.integers(0, 1_000), st.booleans(), st.data())
def test_futures_are_priced_together_as_one_by_one(law, people, seed, pays_late, data):
    """Clauses that do not touch one another apart, and what falls due to all once for each of the people."""
    parts, used = [lived(people, seed, scenarios=4), lived(people, seed + 1)], data.draw(used_before(people, [law]))
    if pays_late:
        late = (draw_arrears(people, LATE, seed=seed, scenarios=each.scenarios) for each in parts)
        parts = [evolve(each, arrears=arrears) for each, arrears in zip(parts, late, strict=True)]
    bylaw = projected(law)
    tariff = Tariff(bylaws=(bylaw,), used=used)
    found = Pricing(people=people, horizon=HORIZON, drawn=parts, used=used).price(bylaw)

    assert np.array_equal(found, np.concatenate([tariff.price(people, lives, HORIZON) for lives in parts]))
    groups = apart(bylaw)
    assert sorted(key for group in groups for key in group) == sorted(tariff.keys[0])


@settings(max_examples=30)
@given(st.lists(laws(), min_size=2, max_size=2), populations(funds=2), st.integers(0, 1_000), st.data())
def test_pays_each_of_several_funds_what_adjudicate_grants(both, people, seed, data):
    lives, used = lived(people, seed), data.draw(used_before(people, both))
    asked = [asked_yearly(law) for law in both]

    assert priced(both, people, lives, used) == paid_one_by_one(asked, people, lives, used)
    tariff = Tariff(bylaws=tuple(projected(law) for law in both), used=used)
    by_person = tariff.price_by_person(people, lives, HORIZON)
    by_future = tariff.price(people, lives, HORIZON).reshape(2, 2, *by_person.shape[1:]).sum(axis=0)
    for fund in range(2):
        assert (by_person[people.fund == fund].sum(axis=0) == by_future[fund]).all()
    assert isinstance(tariff.priced_and_undecided(people, lives, HORIZON)[1], Mapping)


@given(populations(), st.integers(0, 1_000))
def test_pays_by_a_shipped_bylaw_what_adjudicate_grants(people, seed):
    lives = lived(people, seed, scenarios=4)

    assert priced([CHAMUANG], people, lives) == paid_one_by_one([asked_yearly(CHAMUANG)], people, lives)


def test_what_was_received_under_a_clause_is_not_carried_into_another_that_shares_its_name():
    """A clause may answer to the key of another: what happens asks for both, what was received was of one."""
    label = {"th": "ช่วยเหลือ", "en": "help"}
    limit = [{"baht": 1000, "per": "lifetime"}]
    flat = {"label": label, "amount": {"form": "flat", "pays": "600.00"}, "limits": limit}
    bylaw = law_of({"birth": flat | {"category": "01"}, "gift": flat | {"category": "99", "event": "birth"}})
    people, lives = mother()
    nothing = Used(names=("birth",), **{name: np.array([0]) for name in ("row", "name", "units", "satang", "day")})
    used = evolve(nothing, satang=np.array([70_000]), day=np.array([number(date(2025, 3, 4))]))

    assert priced([bylaw], people, lives, used) == {(0, 2, "birth"): 30_000, (0, 2, "gift"): 60_000}


def test_what_was_received_counts_also_where_another_bylaw_begins_later_or_has_no_such_clause():
    label = {"th": "ช่วยเหลือ", "en": "help"}
    flat = {"label": label, "amount": {"form": "flat", "pays": "600.00"}, "category": "01"}
    limited = flat | {"limits": [{"baht": 1000, "per": "lifetime"}]}
    people, lives = mother()
    columns = {"row": [0, 0], "name": [0, 1], "units": [1, 1], "satang": [70_000, 5_000]}
    days = [number(date(2016, 3, 4)), number(date(2016, 3, 5))]
    used = Used(names=("birth", "gone"), day=np.array(days), **{k: np.array(v) for k, v in columns.items()})

    assert priced([law_of({"birth": limited}, since=date(2025, 1, 1))], people, lives, used) == {
        (0, 2, "birth"): 30_000
    }
    assert priced([law_of({"birth": flat})], people, lives, used) == {(0, 2, "birth"): 60_000}
    assert priced([law_of({"other": flat})], people, lives, used) == {(0, 2, "other"): 60_000}


def test_two_bylaws_that_count_other_things_under_one_name_are_told_each_its_own():
    label = {"th": "ช่วยเหลือ", "en": "help"}
    by = {"label": label, "category": "02"}
    nights = law_of({"hospital": by | {"amount": {"form": "per unit", "pays": "100.00", "unit": "night"}}})
    times = law_of({"hospital": by | {"amount": {"form": "per unit", "pays": "100.00", "unit": "time"}}})
    one, lives = mother(what=Happening.ADMISSION, units=4)
    people = Population.together([one, evolve(one, funds=("G",), uid=one.uid + np.uint64(1))])
    both = evolve(
        lives,
        people=2,
        exits=Exits(np.full(2, HORIZON.months, np.int32), np.zeros(2, np.int8)),
        who=np.array([0, 1], np.int32),
        **{name: np.repeat(getattr(lives, name), 2) for name in ("what", "month", "units")},
    )

    assert priced([nights, times], people, both) == {(0, 2, "hospital"): 40_000, (1, 2, "hospital"): 10_000}


def test_what_the_elderly_must_bring_is_there_when_they_ask():
    label = {"th": "ช่วยเหลือ", "en": "help"}
    clause = {"label": label, "category": "03", "amount": {"form": "flat", "pays": "300.00"}}
    bylaw = law_of({"elderly": clause | {"documents": ["สำเนาบัตรประชาชน"], "age": {"from": "30 years"}}})
    people, lives = mother()

    assert {place[1] for place in priced([bylaw], people, lives)} == {3, 15, 27}


def law_of(clauses_, since=date(2014, 1, 1)):
    return build_bylaw(
        {
            "format": "communitywelfare.bylaw/1",
            "fund": "F00",
            "name": {"th": "กองทุนตัวอย่าง", "en": "a made-up fund"},
            "version": [
                {
                    "id": "1",
                    "adopted": since,
                    "effective": since,
                    "source": "ระเบียบสมมุติ",
                    "tenure_from": "applied",
                    "dues": {"convention": "FLAT_30", "rate": "1.00"},
                    "benefit": clauses_,
                }
            ],
        }
    )


def mother(what=Happening.BIRTH, units=1):
    """One member, who has a child in the third month and stays, in one future."""
    columns = {"fund": 0, "groups": 0, "household": -1, "entry": 0, "joined": number(date(2014, 6, 1))}
    people = Population(
        funds=("F",),
        uid=np.array([5], np.uint64),
        sex=np.array([1], np.int8),
        birth=np.array([number(date(1990, 5, 6))]),
        tenure_from=np.array([number(date(2014, 6, 1))]),
        left_out={},
        **{name: np.array([value]) for name, value in columns.items()},
    )
    lives = Lives(
        people=1,
        scenarios=np.array([0]),
        exits=Exits(np.array([HORIZON.months], np.int32), np.zeros(1, np.int8)),
        who=np.zeros(1, np.int32),
        what=np.array([what], np.int8),
        month=np.array([2], np.int16),
        units=np.array([units], np.int32),
    )
    return people, lives
