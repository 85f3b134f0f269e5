"""Made-up people with Thai names, and registers in which some die, leave, come back, or have no citizen ID."""

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.calendar import add_months
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.members import ExitCause, Group, Membership, MemberStatus, Merge, Person, Register, Sameness, Sex
from communitywelfare.money import ZERO, Money
from communitywelfare.strategies.values import EARLIEST, LATEST, amounts, days, mostly, partial_dates

__all__ = ["citizen_ids", "memberships", "merges", "names", "persons", "registers"]

_CONSONANTS = "กขคงจชซญดตถทนบปผพฟภมยรลวสหอฮ"
_FOLLOWING = "ะาำิีึืุู็่้๊๋์"  # vowels and marks that stand above, below or behind; some pairs of them no word has
_WORDS = st.lists(st.builds(str.__add__, st.sampled_from(_CONSONANTS), st.text(_FOLLOWING, max_size=2)), min_size=1)
_ODD = _WORDS.map("".join)
_TITLES = st.sampled_from(["นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง", "ด.ต.", "พระ", ""])
_FIRST = st.sampled_from(["สมชาย", "มาลี", "น้ำฝน", "ธีระ", "กัญญา", "ณัฐ", "ศรีนวล", "ฮัจญี", "Somchai"]) | _ODD
_LAST = st.sampled_from(["สมมุติสุข", "สมมุติใจดี", "สมมุติ ณ ตัวอย่าง", "สมมุติป่าไม้", ""]) | _ODD
_NAMED = st.tuples(_TITLES, _FIRST, _LAST)
_CITIZEN_IDS = st.integers(0, 10**11 - 1).map(CitizenId.synthetic)
_SOME_IDS = mostly(_CITIZEN_IDS)
_SEXES = st.sampled_from(Sex)
_GROUPS = st.frozensets(st.sampled_from(Group), max_size=2)
_ADMITTED_AFTER = st.none() | st.integers(0, 45)
_VILLAGES = st.integers(1, 12).map(str)
_CARRIED = st.just(ZERO) | amounts(at_least=ZERO, at_most=Money.baht(4_000))
_CAUSES = st.sampled_from(ExitCause)
_MONTHS_ELSEWHERE = st.sampled_from([0, 0, 0, 1, 14, 120])
_LEAVING = st.sampled_from([cause for cause in ExitCause if cause is not ExitCause.DECEASED])
_STYLES = st.sampled_from(["M{:04d}", "{}", "ส.{}"])


def citizen_ids() -> SearchStrategy[CitizenId]:
    """Synthetic citizen IDs: first digit 9, right check digit, nobody's.

    >>> from hypothesis import find
    >>> find(citizen_ids(), lambda citizen_id: citizen_id.check_digit_is_right)
    CitizenId('•••••••••0004')
    """
    return _CITIZEN_IDS


def names() -> SearchStrategy[PersonName]:
    """Thai names, with titles and without, of one part or two, some with marks where no reader expects them.

    >>> from hypothesis import find
    >>> find(names(), lambda name: name.reveal("an example").endswith("สมมุติใจดี")) == PersonName("นายสมชาย สมมุติใจดี")
    True
    """
    return _NAMED.map(lambda parts: PersonName(_written(*parts)))


def _written(title: str, first: str, last: str) -> str:
    return f"{title}{' '.join(part for part in (first, last) if part)}"


@composite
def persons(draw: DrawFn, *, born_by: date = LATEST) -> Person:
    """People born by a day; of some the birth date, the sex or the citizen ID is not known.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(persons())
    ... def test_age_counts_from_the_birth_date(person):
    ...     assert (person.age(LATEST) is None) == (person.birth is None)
    >>> test_age_counts_from_the_birth_date()
    """
    title, first, last = draw(_NAMED)
    citizen_id = draw(_SOME_IDS)
    births = partial_dates(at_least=born_by - timedelta(days=36_500), at_most=born_by)
    return Person(
        name=PersonName(_written(title, first, last)),
        citizen_id=citizen_id,
        no_id_reason="" if citizen_id else "ไม่มีสถานะทางทะเบียน",
        sex=draw(_SEXES),
        birth=draw(mostly(births)),
        groups=draw(_GROUPS),
        details=Details({"title": title, "first_name": first, "last_name": last}),
    )


@composite
def memberships(
    draw: DrawFn,
    *,
    number: str = "M0001",
    person: Person | None = None,
    at_least: date = EARLIEST,
    at_most: date = LATEST,
) -> Membership:
    """Memberships that begin within bounds; some have ended, by then too, and some carry dues paid before the books.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(memberships())
    ... def test_whoever_left_is_no_member(membership):
    ...     assert membership.ended is None or not membership.is_current(membership.ended)
    >>> test_whoever_left_is_no_member()
    """
    applied = draw(days(at_least=at_least, at_most=at_most))
    later = draw(_ADMITTED_AFTER)
    membership = Membership(
        number=number,
        person=draw(persons(born_by=applied)) if person is None else person,
        applied=applied,
        admitted=None if later is None else applied + timedelta(days=later),
        village=draw(_VILLAGES),
        carried=draw(_CARRIED),
        transferred_since=_elsewhere(applied, draw(_MONTHS_ELSEWHERE)),
        status=MemberStatus.ACTIVE,
    )
    ended = draw(st.none() | days(at_least=applied, at_most=at_most))
    return membership if ended is None else _ended(membership, ended, draw(_CAUSES))


def _elsewhere(joined: date, months: int) -> date | None:
    """The day from which membership counted in another fund; None for nobody who came over."""
    return add_months(joined, -months) if months else None


def _ended(membership: Membership, ended: date, cause: ExitCause) -> Membership:
    return evolve(membership, ended=ended, cause=cause, status=MemberStatus(cause.value))


@composite
def registers(
    draw: DrawFn, *, min_size: int = 0, max_size: int = 4, at_least: date = EARLIEST, at_most: date = LATEST
) -> Register:
    """Registers of so many people: no number twice, no citizen ID at two people, nobody a member twice at a time.

    Some people have left and joined again, so that there are up to twice as many memberships as people.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(registers(), days())
    ... def test_nobody_is_a_member_twice_at_a_time(register, day):
    ...     current = [each.person.citizen_id for each in register.current(day) if each.person.citizen_id]
    ...     assert len(current) == len(set(current))
    >>> test_nobody_is_a_member_twice_at_a_time()
    """
    people = persons(born_by=at_least)
    group = draw(st.lists(people, min_size=min_size, max_size=max_size, unique_by=_identity))
    spells = [spell for person in group for spell in draw(_spells(person, at_least, at_most))]
    style = draw(_STYLES)
    return Register(tuple(evolve(spell, number=style.format(place)) for place, spell in enumerate(spells, start=1)))


@composite
def merges(
    draw: DrawFn,
    *,
    numbers: Sequence[str] = ("M0001", "M0002"),
    at_least: date = EARLIEST,
    at_most: date = LATEST,
) -> Merge:
    """Decisions on two of some member numbers: that they are one person's, or two people's.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(merges())
    ... def test_a_decision_speaks_of_two_numbers_and_has_a_reason(merge):
    ...     assert merge.pair == {"M0001", "M0002"} and merge.reason
    >>> test_a_decision_speaks_of_two_numbers_and_has_a_reason()
    """
    kept, other = draw(st.permutations(numbers))[:2]
    return Merge(
        kept=kept,
        other=other,
        verdict=draw(st.sampled_from(Sameness)),
        decided_on=draw(days(at_least=at_least, at_most=at_most)),
        decided_by="คณะกรรมการ",
        reason="เทียบบัตรประชาชนแล้ว",
        reference=draw(st.sampled_from(["", "มติ 1/2567"])),
    )


def _identity(person: Person) -> object:
    return person.citizen_id or object()


@composite
def _spells(draw: DrawFn, person: Person, at_least: date, at_most: date) -> list[Membership]:
    """One or two memberships of a person, the second no earlier than the end of the first."""
    turns = sorted(draw(st.lists(days(at_least=at_least, at_most=at_most), min_size=1, max_size=4)))
    village, carried, months = draw(_VILLAGES), draw(_CARRIED), draw(_MONTHS_ELSEWHERE)
    spells = []
    for place in range(0, len(turns), 2):
        joined, *left = turns[place : place + 2]
        spell = Membership(
            number="",
            person=person,
            applied=joined,
            admitted=joined,
            village=village,
            carried=carried,
            transferred_since=_elsewhere(joined, months),
            status=MemberStatus.ACTIVE,
        )
        causes = _CAUSES if place + 2 >= len(turns) else _LEAVING
        spells.append(_ended(spell, left[0], draw(causes)) if left else spell)
    return spells
