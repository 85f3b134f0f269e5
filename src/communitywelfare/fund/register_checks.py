"""What a register (ทะเบียนสมาชิก) shows when all its rows are seen together, whatever it came from.

Each is told once for the register, with a count and the first five members; nothing is changed:

* DT04 ``register.first_of_january``: more births on 1 January than chance gives, perhaps only the year was known;
* DT05 ``register.no_leap_days``: no birth on 29 February where some were to be expected;
* DT09 ``register.mass_exit``: a large part of the members left on one day, perhaps a list was cleaned up;
* NM02 ``register.child_titles``: members of 15 or more under a child's title; their title is to be shown by age;
* NM08 ``register.place_spellings``: one place written in several ways;
* AD01, AD02 ``register.village_missing``, ``register.house_missing``: the latter where one in ten or more lack it;
* DU01, DU03–DU05 ``member.may_be_twice``: pairs that may be one person, pair by pair (`duplicates`).
"""

from calendar import isleap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from communitywelfare.calendar import Precision
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.duplicates import Confidence, Trait, duplicate_candidates
from communitywelfare.fund.name_keys import are_nearly_equal, loose_keys
from communitywelfare.fund.titles import title_meaning
from communitywelfare.members import ExitCause, Membership, Register

__all__ = ["register_findings"]

_SHOWN = 5
_YEARS, _DAYS_OF_THEM = 400, 146_097  # of the Gregorian calendar
_DAYS_OF_A_LEAP_YEAR = 366
_DEVIATIONS = 5
_AND_MORE = 2  # for small registers, in which hardly one is expected
_LEAP_DAYS_EXPECTED = 3  # none where 3 are expected: one register in twenty
_MASS = 20  # members who left on one day …
_PART = 10  # … and at least one in so many of those who were members then; so of houses that are not known
_ADULT = 15  # the age of the first identity card, from which a child's title is one no longer
_PLACES = ("village", "subdistrict", "district", "province")
_MOST_PLACES = 300  # different texts of which each is compared with each
_OFTENER = 10  # a spelling so many times as rare as another may be its slip
_LETTERS = 4

_Members = Iterable[Membership]


def register_findings(register: Register, as_of: date, rows: Sequence[int]) -> Iterator[Finding]:
    """Everything about the register as a whole, and pairs of members who may be one person.

    Args:
        register: The register, with what was decided about its doubles.
        as_of: The day on which it is looked at.
        rows: On which line of the file each membership stands.
    """
    members = register.memberships
    yield from _first_of_january(members)
    yield from _no_leap_days(members)
    yield from _mass_exits(members)
    yield from _child_titles(members, as_of)
    yield from _places(members)
    yield from _missing("register.village_missing", "moo", members, [each for each in members if not each.village])
    no_house = [each for each in members if "house_no" not in each.person.details.reveal("look for addresses")]
    if len(no_house) * _PART >= len(members):
        yield from _missing("register.house_missing", "house_no", members, no_house)
    yield from _may_be_twice(register, rows)


def _whole(code: str, column: str, severity: Severity, **params: object) -> Finding:
    return Finding(code, severity, place=Place(file="members.csv", column=column), params=params)


def _first(members: _Members) -> tuple[str, ...]:
    return tuple(each.number for _place, each in zip(range(_SHOWN), members, strict=False))


def _born(members: _Members) -> list[tuple[Membership, date]]:
    births = ((each, each.person.birth) for each in members)
    return [(each, birth.first) for each, birth in births if birth is not None and birth.precision is Precision.DAY]


def _first_of_january(members: _Members) -> Iterator[Finding]:
    born = _born(members)
    on_it = [each for each, day in born if (day.month, day.day) == (1, 1)]
    # The births expected are these of so many; their deviation is the root of that. No float decides.
    these, of = len(born) * _YEARS, _DAYS_OF_THEM
    beyond = (len(on_it) - _AND_MORE) * of - these
    if beyond > 0 and beyond**2 > _DEVIATIONS**2 * these * of:
        params = {"count": len(on_it), "of": len(born), "expected": _nearest(these, of), "members": _first(on_it)}
        yield _whole("register.first_of_january", "birth_date", Severity.WARNING, **params)


def _nearest(these: int, of: int) -> int:
    """The whole number nearest to a fraction."""
    return (2 * these + of) // (2 * of)


def _no_leap_days(members: _Members) -> Iterator[Finding]:
    days = [day for _member, day in _born(members)]
    in_leap_years = sum(isleap(day.year) for day in days)
    is_missing = not any((day.month, day.day) == (2, 29) for day in days)
    if in_leap_years >= _LEAP_DAYS_EXPECTED * _DAYS_OF_A_LEAP_YEAR and is_missing:
        params = {"of": len(days), "expected": _nearest(in_leap_years, _DAYS_OF_A_LEAP_YEAR)}
        yield _whole("register.no_leap_days", "birth_date", Severity.WARNING, **params)


def _mass_exits(members: Sequence[Membership]) -> Iterator[Finding]:
    left = [each for each in members if each.ended is not None and each.cause is not ExitCause.DECEASED]
    for day, count in sorted(Counter(each.ended for each in left if each.ended).items()):
        if count >= _MASS:
            there = sum(each.applied < day and (each.ended is None or day <= each.ended) for each in members)
            if count * _PART >= there:
                params = {"count": count, "of": there, "on": day}
                whose = _first(each for each in left if each.ended == day)
                yield _whole("register.mass_exit", "exit_date", Severity.INFO, **params, members=whose)


def _child_titles(members: _Members, as_of: date) -> Iterator[Finding]:
    children = [each for each in members if title_meaning(each.person).is_child]
    grown = [each for each in children if (each.person.age(min(each.ended or as_of, as_of)) or 0) >= _ADULT]
    if grown:
        params = {"count": len(grown), "of": len(children), "age": _ADULT, "members": _first(grown)}
        yield _whole("register.child_titles", "title", Severity.INFO, **params)


def _missing(code: str, column: str, members: Sequence[Membership], without: _Members) -> Iterator[Finding]:
    lacking = tuple(without)
    if lacking:
        params = {"count": len(lacking), "of": len(members), "members": _first(lacking)}
        yield _whole(code, column, Severity.WARNING, **params)


def _places(members: _Members) -> Iterator[Finding]:
    details = [each.person.details.reveal("compare the names of places") for each in members]
    for column in _PLACES:
        counts = Counter(each[column] for each in details if column in each)
        for texts in _spellings(counts):
            params = {"spellings": texts, "times": tuple(counts[text] for text in texts)}
            yield _whole("register.place_spellings", column, Severity.WARNING, **params)


def _spellings(counts: Counter[str]) -> list[tuple[str, ...]]:
    """Texts that are written nearly alike, the most frequent first: of one sound, or a rare slip of a frequent one."""
    texts = sorted(counts, key=lambda text: (-counts[text], text))
    keys = dict(zip(texts, loose_keys(["".join(text.split()) for text in texts]), strict=True))
    groups: dict[str, list[str]] = {}
    for text in texts:
        groups.setdefault(_head(text, keys, groups, counts) or keys[text], []).append(text)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _head(text: str, keys: dict[str, str], groups: dict[str, list[str]], counts: Counter[str]) -> str | None:
    """The key of a more frequent text of which this one may be a spelling; None where there is none."""
    key = keys[text]
    if key in groups or len(keys) > _MOST_PLACES or len(key) < _LETTERS or any(map(str.isdigit, key)):
        return key if key in groups else None
    slips = (
        head
        for head, group in groups.items()
        if counts[group[0]] >= _OFTENER * counts[text] and are_nearly_equal(head, key)
    )
    return next(slips, None)


def _may_be_twice(register: Register, rows: Sequence[int]) -> Iterator[Finding]:
    """Pairs of two IDs or none; those of one ID are told already, one after the other (`member_checks`)."""
    pairs = [each for each in duplicate_candidates(register) if Trait.CITIZEN_ID not in each.agrees]
    places = {each.number: place for place, each in enumerate(register)} if pairs else {}
    for pair in pairs:
        at = places[pair.other]
        where = Place(
            file="members.csv", column="first_name", record=pair.other, row=rows[at] if at < len(rows) else None
        )
        severity = Severity.INFO if pair.confidence is Confidence.LOW else Severity.WARNING
        params = {"member": pair.other, "other": pair.one, "confidence": pair.confidence}
        params |= {"agrees": pair.agrees, "differs": pair.differs}
        yield Finding("member.may_be_twice", severity, place=where, params=params)
