"""Can each row of the register be true, by itself and beside the same person's others?

Of the catalogue of messy data: DT06, DT07, DT10, DU01 to DU04, ID01, ID05, ID06, NM03.

What is found about the register as a whole is in `register_checks`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from communitywelfare.errors import NOWHERE, Finding, Place, Severity
from communitywelfare.fund.merge_checks import at_one_time
from communitywelfare.fund.titles import title_meaning
from communitywelfare.identity import CitizenId, IdClass
from communitywelfare.members import ExitCause, Membership, Person, Register, Sex
from communitywelfare.rules import BenefitPolicy

__all__ = ["OLDEST", "check_digit_findings", "id_findings", "member_findings"]

OLDEST = 110
"""Nobody is taken to be older, in years; whoever seems so was perhaps born in another era of the calendar."""

_NO_PARAMS: Mapping[str, object] = {}


def _error(code: str, place: Place, params: Mapping[str, object] = _NO_PARAMS) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params=params)


def _warning(code: str, place: Place, params: Mapping[str, object] = _NO_PARAMS) -> Finding:
    return Finding(code, Severity.WARNING, place=place, params=params)


def _at(column: str, record: str, row: int | None) -> Place:
    return Place(file="members.csv", column=column, record=record, row=row)


def check_digit_findings(citizen_id: CitizenId, place: Place = NOWHERE) -> tuple[Finding, ...]:
    """A warning where the check digit of a citizen ID is wrong: most often one digit was mistyped."""
    if citizen_id.check_digit_is_right:
        return ()
    return (_warning("id.check_digit", place, {"value": str(citizen_id)}),)


def id_findings(membership: Membership, row: int | None, *, synthetic: bool = False) -> Iterator[Finding]:
    """What is to be seen of a citizen ID by itself: none and no reason for it, a wrong check digit, its class.

    Args:
        membership: Whose it is.
        row: On which line of the file the membership stands.
        synthetic: Whether the people are made up, so that IDs that begin with 9 are not remarked upon.
    """
    place = _at("national_id", membership.number, row)
    citizen_id = membership.person.citizen_id
    if citizen_id is None:
        if not membership.person.no_id_reason:
            yield _warning("id.missing", place)
        return
    yield from check_digit_findings(citizen_id, place)
    if citizen_id.id_class is IdClass.UNREGISTERED_OR_JURISTIC or (
        citizen_id.id_class is IdClass.SYNTHETIC and not synthetic
    ):
        yield _warning("id.class", place, {"value": str(citizen_id), "class": citizen_id.id_class})


def member_findings(
    register: Register,
    as_of: date,
    rows: Iterable[int | None],
    *,
    policy: BenefitPolicy | None = None,
    look_at_id: Callable[[Membership, int | None], Iterable[Finding]] = id_findings,
) -> Iterator[Finding]:
    """Everything about single members, row by row, and about one person's rows together.

    Args:
        register: The register.
        as_of: The day on which it is looked at.
        rows: On which line of the file each membership stands.
        policy: The rules in force on that day, where they are known.
        look_at_id: How each citizen ID is looked at by itself.
    """
    row_of: dict[str, int | None] = {}
    seen: dict[str, int] = defaultdict(int)
    for membership, row in zip(register, rows, strict=False):
        number = membership.number
        seen[number] += 1
        if seen[number] > 1:
            params = {"member": number, "rows": seen[number]}
            yield _error("member.number_twice", _at("member_no", number, row), params)
        row_of[number] = row
        yield from _dates(membership, as_of, row)
        yield from _age(membership, as_of, row)
        yield from _transfer(membership, policy, row)
        yield from look_at_id(membership, row)
        yield from _title(number, membership.person, row)
    for group in register.by_citizen_id.values():
        if len(group) > 1:
            yield from _same_person(register, group, row_of)


def _dates(membership: Membership, as_of: date, row: int | None) -> Iterator[Finding]:
    number, joined, ended = membership.number, membership.applied, membership.ended
    birth = membership.person.birth
    if birth is None:
        yield _warning("member.birth_missing", _at("birth_date", number, row))
    elif birth.first > joined:
        yield _error("member.born_after_joining", _at("birth_date", number, row), {"joined": joined})
    if ended is not None and ended < joined:
        died = membership.cause is ExitCause.DECEASED
        code = "member.died_before_joining" if died else "member.ended_before_joining"
        column = "death_date" if died else "exit_date"
        yield _error(code, _at(column, number, row), {"joined": joined, "ended": ended})
    if joined > as_of:
        yield _warning("member.joins_later", _at("join_date", number, row), {"joined": joined, "as_of": as_of})
    elsewhere = membership.transferred_since
    if elsewhere is not None and elsewhere > joined:
        place = _at("transferred_since", number, row)
        yield _error("member.transfer_after_joining", place, {"joined": joined, "since": elsewhere})
    derived, stated = membership.derived_status(as_of), membership.status
    if derived is not stated and stated.value not in {"ARREARS", "UNKNOWN", "PENDING"}:
        yield _warning("member.status_disagrees", _at("status", number, row), {"stated": stated, "derived": derived})


def _age(membership: Membership, as_of: date, row: int | None) -> Iterator[Finding]:
    """An age that nobody reaches, on the last day as a member or, of those who still are, at the end of the data."""
    birth = membership.person.birth
    last = as_of if membership.ended is None else membership.ended
    if birth is not None and last.year - birth.first.year > OLDEST:
        age = membership.person.age(last)
        if age is not None and age > OLDEST:
            params = {"age": age, "on": last, "oldest": OLDEST}
            yield _warning("member.age_implausible", _at("birth_date", membership.number, row), params)


def _transfer(membership: Membership, policy: BenefitPolicy | None, row: int | None) -> Iterator[Finding]:
    """Time in another fund of which the by-law does not say whether it counts."""
    if membership.transferred_since is not None and policy is not None and policy.transferring is None:
        params = {"since": membership.transferred_since, "version": policy.version}
        yield _warning("member.transfer_unsaid", _at("transferred_since", membership.number, row), params)


def _title(number: str, person: Person, row: int | None) -> Iterator[Finding]:
    """A title that only the other sex bears (NM03)."""
    says = title_meaning(person).sex
    if says is not None and person.sex in {Sex.MALE, Sex.FEMALE} and person.sex is not says:
        yield _warning("member.title_of_other_sex", _at("title", number, row), {"title": says, "sex": person.sex})


def _same_person(
    register: Register, group: tuple[Membership, ...], row_of: Mapping[str, int | None]
) -> Iterator[Finding]:
    """Memberships under one citizen ID (DU01): joined again (DU02), another name (DU03), both at one time (DU04)."""
    for earlier, later in pairwise(group):
        decision = register.decisions.get(frozenset((earlier.number, later.number)))
        if decision is not None and not decision.is_same:
            continue  # two people, and `merge.one_id` tells that their IDs cannot both be right
        params = {"earlier": earlier.number, "later": later.number}
        place = _at("national_id", later.number, row_of[later.number])
        if at_one_time(earlier, later):
            yield _error("id.two_active", place, params)
        elif earlier.person.name != later.person.name and decision is None:
            yield _warning("id.other_name", place, params)
        else:
            yield Finding("member.enrolled_again", Severity.INFO, place=place, params=params)
