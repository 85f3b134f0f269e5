"""What somebody asks of a statement, and what all statements of a fund say of themselves."""

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from communitywelfare.calendar import BE_OFFSET, PartialDate, Precision
from communitywelfare.errors import Finding, InvalidDay, Severity
from communitywelfare.fund import Fund
from communitywelfare.identity import CitizenId
from communitywelfare.members import Membership
from communitywelfare.reports.sheets import Cell, Sheet, Table, Words, said

__all__ = ["Asked", "address_of", "birth_cell", "citizen_id_text", "name_of", "sheet_of"]


@frozen(kw_only=True)
class Asked:
    """The days that a statement covers, both included. A statement of one day stands as of the end of `last`.

    Citizen IDs and notes on health are hidden unless the paper is to be `unmasked`.

    Raises:
        InvalidDay: The first day is after the last.
    """

    first: date
    last: date
    unmasked: bool = False

    def __attrs_post_init__(self) -> None:
        if self.first > self.last:
            params = {"first": self.first, "last": self.last}
            raise InvalidDay(
                f"{self.first} is after {self.last}", Finding("statement.days_reversed", Severity.ERROR, params=params)
            )


def sheet_of(
    name: str,
    fund: Fund,
    asked: Asked,
    tables: Iterable[Table],
    *,
    is_of_one_day: bool = False,
    beside: bool = False,
    notes: Iterable[Words] = (),
    signatures: Iterable[Words] = (),
    subtitle: Words | None = None,
) -> Sheet:
    """A sheet of a fund; its title is that of the catalogues. Made-up data are always said to be."""
    made_up = (said("sheet.synthetic"),) if fund.synthetic else ()
    return Sheet(
        id=name,
        fund=fund.profile.name,
        title=said(f"sheet.{name.lower()}"),
        tables=tables,
        first=None if is_of_one_day else asked.first,
        last=asked.last,
        beside=beside,
        notes=(*notes, *made_up),
        signatures=signatures,
        subtitle=subtitle,
        journal=fund.journal,
    )


def name_of(membership: Membership | None) -> str:
    """A member's name, for a list or paper of the fund itself."""
    return "" if membership is None else membership.person.name.reveal("print a list or paper of the fund")


def citizen_id_text(citizen_id: CitizenId | None, asked: Asked) -> str:
    """A citizen ID as it is printed: its last digits, or all of it where that was asked for."""
    if citizen_id is None:
        return ""
    return citizen_id.reveal("print an unmasked list or paper, as asked") if asked.unmasked else str(citizen_id)


def address_of(membership: Membership) -> str:
    """Where a member lives, as far as the register says."""
    told = membership.person.details.reveal("print a list or paper of the fund")
    if told.get("address_text"):
        return told["address_text"]
    moo = f"หมู่ที่ {membership.village}" if membership.village.isdecimal() else membership.village
    parts = [f"{before}{told[name]}" for before, name in _ADDRESS if told.get(name)]
    return " ".join(part for part in (told.get("house_no"), moo, *parts) if part)


_ADDRESS = (
    ("ซอย", "soi"),
    ("ถนน", "road"),
    ("ตำบล", "subdistrict"),
    ("อำเภอ", "district"),
    ("จังหวัด", "province"),
    ("", "postcode"),
)


def birth_cell(birth: PartialDate | None) -> Cell:
    """A birth date: the day where it is known, else as much as is known of it."""
    if birth is None or birth.precision is Precision.DAY:
        return None if birth is None else birth.first
    month = f"{birth.first.month}/" if birth.precision is Precision.MONTH else ""
    words: Words = {"th": f"{month}{birth.first.year + BE_OFFSET}", "en": f"{month}{birth.first.year}"}
    return words
