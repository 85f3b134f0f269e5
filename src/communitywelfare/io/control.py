"""What the tables of a package add up to: how many rows, and sums that a lost, doubled or changed row would change.

The manifest states them, whoever reads compares. They are defined over the cells of the files, so that anyone can add
them up: rows that could not be used are counted among the others, as far as their cells can be read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.io._cells import parser_of, text_of
from communitywelfare.io._lines import Columns
from communitywelfare.io._rows import Aside
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io.manifest import MANIFEST, Manifest
from communitywelfare.members import MemberStatus
from communitywelfare.money import Money

__all__ = ["TOTALS", "Counted", "counted", "differences"]

Totals = Mapping[str, str]


@frozen
class Counted:
    """What one table adds up to; `totals` by the names of the manifest."""

    rows: int
    totals: Totals


def counted(schema: Schema, columns: Columns, aside: Sequence[Aside] = ()) -> Counted:
    """Add up a table: its usable rows column by column, and the cells of the rows that could not be used."""
    size = len(next(iter(columns.values()), ())) + len(aside)
    wanted, add_up = _SUMS.get(schema.name, ((), _nothing))
    legible = [_legible(schema, wanted, row) for row in aside]
    given = {
        name: [*columns.get(name, ()), *(values[place] for values in legible)] for place, name in enumerate(wanted)
    }
    return Counted(size, add_up(given))


def _legible(schema: Schema, wanted: Iterable[str], row: Aside) -> list[object]:
    """Those cells of a row that was set aside which can be read; of one with too few or too many, none."""
    places = {column.id: place for place, column in enumerate(schema.columns)}
    is_whole = len(row.cells) == len(schema.columns)
    return [_value(schema.by_id[name].kind, row.cells[places[name]]) if is_whole else None for name in wanted]


def _value(kind: str, text: str) -> object:
    try:
        return parser_of(kind)(text.strip()) if text.strip() else None
    except InvalidValue:
        return None


def _total(table: str, what: str) -> str:
    """The name of a control total."""
    return f"{table}.{what}"


def _nothing(_columns: Columns) -> Totals:
    return {}


def _by_status(columns: Columns) -> Totals:
    counts = Counter(text_of(status) for status in columns["status"] if status is not None)
    return {
        _total("members", status.value): str(counts[status.value]) for status in MemberStatus if counts[status.value]
    }


def _received(columns: Columns) -> Totals:
    valid = [amount for amount, void in zip(columns["amount"], columns["void"], strict=True) if not void]
    return {_total("contributions", "amount"): _sum(valid)}


def _paid(columns: Columns) -> Totals:
    rows = zip(columns["amount_paid"], columns["status"], strict=True)
    return {_total("benefits", "amount_paid"): _sum(amount for amount, status in rows if text_of(status) == "PAID")}


def _entered(columns: Columns) -> Totals:
    return {_total("journal", side): _sum(columns[side]) for side in ("debit", "credit")}


def _sum(amounts: Iterable[Any]) -> str:
    satang = [amount.satang for amount in amounts if amount is not None]
    return Money(sum(satang)).plain


_SUMS: Mapping[str, tuple[tuple[str, ...], Callable[[Columns], Totals]]] = {
    "members": (("status",), _by_status),
    "contributions": (("amount", "void"), _received),
    "benefits": (("amount_paid", "status"), _paid),
    "journal": (("debit", "credit"), _entered),
}
TOTALS: Mapping[str, str] = {
    _total(table, what): table
    for table, names in {
        "members": tuple(status.value for status in MemberStatus),
        "contributions": ("amount",),
        "benefits": ("amount_paid",),
        "journal": ("debit", "credit"),
    }.items()
    for what in names
}
"""Every control total by its name, with the table that it is of."""


def differences(manifest: Manifest, tables: Mapping[str, Counted], unread: Iterable[str]) -> Iterator[Finding]:
    """Where tables do not add up to what the manifest states; what it does not state is not compared.

    Args:
        manifest: What is stated.
        tables: What was found, by table.
        unread: Tables that cannot be compared, and of which that is told already.
    """
    known = {name for name, schema in schemas().items() if not schema.is_view}
    strange = [f"rows.{name}" for name in manifest.rows if name not in known]
    strange += [f"control_totals.{name}" for name in manifest.control_totals if name not in TOTALS]
    for key in strange:
        place = Place(file=MANIFEST, clause=key)
        yield Finding("manifest.unknown_key", Severity.WARNING, place=place, params={"key": key})
    left_out = frozenset(unread)
    for name, stated in manifest.rows.items():
        found = tables[name].rows if name in tables else 0
        if name in known - left_out and stated != found:
            yield _differs("manifest.rows_differ", f"rows.{name}", table=name, stated=stated, found=found)
    for name, total in manifest.control_totals.items():
        table = TOTALS.get(name)
        if table is None or table in left_out:
            continue
        amount = tables[table].totals.get(name, "0") if table in tables else "0"
        if not _same(total, amount):
            yield _differs("manifest.total_differs", f"control_totals.{name}", total=name, stated=total, found=amount)


def _same(stated: str, found: str) -> bool:
    try:
        return Money.baht(stated) == Money.baht(found)
    except InvalidValue:
        return False


def _differs(code: str, clause: str, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, place=Place(file=MANIFEST, clause=clause), params=params)
