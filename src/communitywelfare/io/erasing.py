"""Erasing a person from a package: the facts, the tables that no rule looks at, and a look at what still names them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import evolve

from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._schema import schemas
from communitywelfare.io.package import Package
from communitywelfare.io.subject_export import subject_data, tables_as_text
from communitywelfare.members import Membership
from communitywelfare.privacy.erasure import erase

__all__ = ["erase_member", "still_named"]

_PURPOSE = "look for what still names somebody who is to be erased"


def erase_member(
    package: Package, number: str, *, on: date, reason: str, reference: str = "", recorded_at: datetime | None = None
) -> tuple[Package, tuple[str, ...], tuple[Finding, ...]]:
    """Erase a person from a package, with what lies beside its fund.

    Returns:
        The package, the member numbers that were erased, and where words in the package still name the person.

    Raises:
        MissingFact: The register has no such member.
        Refused: What `communitywelfare.privacy.erase` refuses; or rows that could not be used are about the person:
            they are mended or taken out first.
    """
    memberships = package.fund.register.of_same_person(package.fund.membership(number))
    aside = [each for each in subject_data(package, number).tables if each.set_aside]
    if aside:
        found = (Finding("erasure.row_set_aside", Severity.ERROR, place=Place(file=each.schema.file)) for each in aside)
        raise Refused("rows about the person could not be read", *found)
    fund, numbers = erase(package.fund, number, on=on, reason=reason, reference=reference, recorded_at=recorded_at)
    erased = evolve(package, fund=fund, carried=_carried(package, memberships, on))
    return erased, numbers, tuple(still_named(erased, memberships))


def _carried(
    package: Package, memberships: tuple[Membership, ...], on: date
) -> Mapping[str, tuple[Mapping[str, object], ...]]:
    """The tables beside the fund; a household in which nobody else is left loses its address."""
    numbers = {each.number for each in memberships}
    others = {each.household for each in package.fund.register if each.number not in numbers and each.is_current(on)}
    alone = {each.household for each in memberships if each.household} - others
    rows = package.carried.get("households")
    if rows is None:
        return package.carried
    emptied = tuple({**row, "house_no": None} if row["household_id"] in alone else row for row in rows)
    return {**package.carried, "households": emptied}


def still_named(package: Package, memberships: tuple[Membership, ...]) -> Iterator[Finding]:
    """Where words in a package hold the whole name, the citizen ID or the telephone of somebody; never which words.

    People write names into the words of a voucher. The journal is not changed, so that its chain holds: the committee
    sees here what stays, and decides.
    """
    looked_for = {_plain(text) for each in memberships for text in _texts(each)} - {""}
    for name, rows in tables_as_text(package).items():
        key = schemas()[name].key
        for row in rows:
            if any(text in _plain(cell) for cell in row.values() if cell for text in looked_for):
                place = Place(file=schemas()[name].file, record=row.get(key) or None)
                yield Finding("erasure.still_named", Severity.WARNING, place=place)


def _texts(membership: Membership) -> Iterator[str]:
    person = membership.person
    details = person.details.reveal(_PURPOSE)
    yield person.name.reveal(_PURPOSE)
    yield f"{details.get('first_name', '')}{details.get('last_name', '')}"
    yield from (details.get(name, "") for name in ("full_name", "phone"))
    if person.citizen_id is not None:
        yield person.citizen_id.reveal(_PURPOSE)


def _plain(text: str) -> str:
    """A text without what people put between its parts, in our digits."""
    return "".join(letter for letter in western_digits(text) if not letter.isspace() and letter != "-")
