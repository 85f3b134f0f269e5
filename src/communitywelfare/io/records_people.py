"""Rows of the register and of the fund's own page, as records and back."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from communitywelfare.accounting import BookChoices
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund import FundProfile
from communitywelfare.identity import Details, PersonName
from communitywelfare.io._rows import Row
from communitywelfare.io._schema import schemas
from communitywelfare.members import Beneficiary, ExitCause, Membership, Merge, Person, Sex
from communitywelfare.money import ZERO

__all__ = [
    "beneficiary_of",
    "membership_faults",
    "membership_of",
    "merge_of",
    "profile_of",
    "row_of_beneficiary",
    "row_of_membership",
    "row_of_merge",
    "row_of_profile",
]

Cells = Mapping[str, Any]

_TYPED_MEMBER = frozenset(
    [
        "member_no",
        "national_id",
        "no_id_reason",
        "sex",
        "birth_date",
        "household_id",
        "moo",
        "group",
        "join_date",
        "approved_date",
        "status",
        "exit_date",
        "death_date",
        "carry_forward",
        "transferred_since",
    ]
)
_TYPED_BENEFICIARY = frozenset({"member_no", "order", "national_id", "relationship", "share_percent"})
_CAUSES = {cause.value: cause for cause in ExitCause}


def _details(table: str, values: Cells, typed: frozenset[str]) -> dict[str, str]:
    return {column: str(values[column]) for column in _untyped(table, typed) if values[column]}


@cache
def _untyped(table: str, typed: frozenset[str]) -> tuple[str, ...]:
    """The columns of a table that are kept as they are."""
    return tuple(column.id for column in schemas()[table].columns if column.id not in typed)


def _name(values: Cells) -> PersonName:
    parts = (values.get(part) for part in ("first_name", "last_name"))
    whole = values.get("full_name") or " ".join(part for part in parts if part)
    return PersonName(f"{values.get('title') or ''}{whole}")


def _named(name: PersonName, details: Mapping[str, str], column: str) -> Cells:
    """The details of a person, and the whole name in one column where they do not spell it."""
    if _name(details) == name:
        return details
    rest = {key: text for key, text in details.items() if key not in {"title", "first_name", "last_name", "full_name"}}
    return {**rest, column: name.reveal("write a package")}


def membership_of(row: Row) -> Membership:
    """One membership. A day of death ends it, whatever the leaving date says."""
    values: Cells = row.values
    ended = values["death_date"] or values["exit_date"]
    status = values["status"]
    cause = ExitCause.DECEASED if values["death_date"] else _CAUSES.get(status.value) if ended else None
    return Membership(
        number=values["member_no"],
        person=Person(
            name=_name(values),
            citizen_id=values["national_id"],
            no_id_reason=values["no_id_reason"] or "",
            sex=values["sex"] or Sex.UNKNOWN,
            birth=values["birth_date"],
            groups=values["group"] or frozenset(),
            details=Details(_details("members", values, _TYPED_MEMBER)),
        ),
        applied=values["join_date"],
        admitted=values["approved_date"],
        ended=ended,
        cause=cause,
        village=values["moo"] or "",
        household=values["household_id"] or "",
        carried=ZERO if values["carry_forward"] is None else values["carry_forward"],
        transferred_since=values["transferred_since"],
        status=status,
    )


def membership_faults(row: Row) -> list[Finding]:
    """What one row of the register says that cannot all be true, before it becomes a record."""
    values: Cells = row.values
    place = Place(file="members.csv", row=row.line, column="exit_date", record=values["member_no"])
    days = {"left": values["exit_date"], "died": values["death_date"]}
    found = []
    if values["death_date"] and values["exit_date"] not in {None, values["death_date"]}:
        found.append(Finding("member.death_also_exit", Severity.INFO, place=place, params=days))
    gone = values["status"].value in _CAUSES
    if gone and not (values["death_date"] or values["exit_date"]):
        found.append(
            Finding("member.exit_date_missing", Severity.ERROR, place=place, params={"status": values["status"]})
        )
    return found


def row_of_membership(membership: Membership) -> Cells:
    """The row of a membership."""
    person = membership.person
    died = membership.cause is ExitCause.DECEASED
    return {
        **_named(person.name, person.details.reveal("write members.csv"), "full_name"),
        "member_no": membership.number,
        "national_id": person.citizen_id,
        "no_id_reason": person.no_id_reason,
        "sex": None if person.sex is Sex.UNKNOWN else person.sex,
        "birth_date": person.birth,
        "household_id": membership.household,
        "moo": membership.village,
        "group": person.groups,
        "join_date": membership.applied,
        "approved_date": membership.admitted,
        "transferred_since": membership.transferred_since,
        "status": membership.status,
        "exit_date": membership.ended,
        "death_date": membership.ended if died else None,
        "carry_forward": None if membership.carried == ZERO else membership.carried,
    }


def beneficiary_of(row: Row) -> Beneficiary:
    """One person whom a member named to receive."""
    values: Cells = row.values
    return Beneficiary(
        member=values["member_no"],
        order=values["order"],
        name=_name(values),
        relationship=values["relationship"],
        citizen_id=values["national_id"],
        share_percent=values["share_percent"],
        details=Details(_details("beneficiaries", values, _TYPED_BENEFICIARY)),
    )


def row_of_beneficiary(beneficiary: Beneficiary) -> Cells:
    """The row of a beneficiary."""
    return {
        **_named(beneficiary.name, beneficiary.details.reveal("write beneficiaries.csv"), "first_name"),
        "member_no": beneficiary.member,
        "order": beneficiary.order,
        "national_id": beneficiary.citizen_id,
        "relationship": beneficiary.relationship,
        "share_percent": beneficiary.share_percent,
    }


_MERGE = {
    "member_no": "kept",
    "other_no": "other",
    "verdict": "verdict",
    "decided_date": "decided_on",
    "decided_by": "decided_by",
    "reason": "reason",
    "decided_ref": "reference",
}


def merge_of(row: Row) -> Merge:
    """One decision on whether two memberships are one person's."""
    named: dict[str, Any] = {field: row.values[column] for column, field in _MERGE.items()}
    return Merge(**{**named, "reference": named["reference"] or ""})


def row_of_merge(merge: Merge) -> Cells:
    """The row of a decision."""
    return {column: getattr(merge, field) for column, field in _MERGE.items()}


_PROFILE = {
    "fund_id": "fund_id",
    "fund_name": "name",
    "founded_date": "founded",
    "area_type": "area_type",
    "villages_total": "villages_total",
    "contribution_basis": "convention",
    "contribution_rate": "rate",
    "fiscal_year_start": "year_start",
    "population": "population",
    "founding_members": "founding_members",
    "founding_money": "founding_money",
    "entry_fee": "entry_fee",
    "qualifying_months": "qualifying_months",
    "lapse_months": "lapse_months",
}


_CHOICES = {"contributions_kept_as": "contributions", "accounting_basis": "basis"}


def profile_of(row: Row) -> FundProfile:
    """What a fund says of itself; how it keeps its books is the usual way where it does not say."""
    values: Cells = row.values
    named = {field: values[column] for column, field in _PROFILE.items()}
    chosen = {field: values[column] for column, field in _CHOICES.items() if values[column] is not None}
    details = _details("fund", values, frozenset(_PROFILE) | frozenset(_CHOICES))
    return FundProfile(**named, books=BookChoices(**chosen), details=details)


def row_of_profile(profile: FundProfile) -> Cells:
    """The row of ``fund.csv``."""
    usual = BookChoices()
    chosen = {column: getattr(profile.books, field) for column, field in _CHOICES.items()}
    chosen = {
        column: None if value in {usual.contributions, usual.basis} else value for column, value in chosen.items()
    }
    return {**profile.details, **{column: getattr(profile, field) for column, field in _PROFILE.items()}, **chosen}
