"""The status form as data: its items in the order in which a clerk types them, with their words and what is missing."""

from collections.abc import Iterator, Mapping

from communitywelfare.errors import Finding
from communitywelfare.fund.forms import Item, Part, said_in
from communitywelfare.fund.forms.status import StatusForm
from communitywelfare.fund.forms.status.known import Value
from communitywelfare.identity import Hidden
from communitywelfare.reports.forms.cells import revealed
from communitywelfare.reports.fund_data import identity_data

__all__ = ["status_data"]

Data = Mapping[str, object]


def status_data(form: StatusForm, *, unmasked: bool = False) -> Data:
    """Every item by its id. Names and telephone numbers of persons are masked unless asked for."""
    version, profile = form.version, form.fund.profile
    return {
        "form": f"{version.form}-{version.first_budget_year}",
        "first_budget_year": version.first_budget_year,
        "cite": version.cite,
        "title": version.title,
        "fund": {"id": profile.fund_id, "name": profile.name},
        "as_of": form.on,
        "synthetic": form.fund.synthetic,
        "masked": not unmasked,
        "items": list(_items(form, unmasked=unmasked)),
        "identities": identity_data(form.identities),
        "notes": form.notes,
        "missing": [{"id": item.id, "filled_by": item.filled_by, "why": finding} for item, finding in form.missing],
        "journal_head": form.fund.journal.head,
    }


def _items(form: StatusForm, *, unmasked: bool) -> Iterator[Data]:
    for section in form.version.sections:
        for part in section.parts:
            for item in part.items:
                yield _item(part, item, form.values[item.id], unmasked=unmasked)


def _item(part: Part, item: Item, value: Value | Finding, *, unmasked: bool) -> Data:
    is_missing = isinstance(value, Finding)
    chosen = said_in(item.options, value)
    return {
        "id": item.id,
        "part": part.number,
        **item.label,
        "kind": item.kind,
        "value": None if is_missing else _plain(value, unmasked=unmasked),
        **({"words": chosen} if chosen is not None else {}),
        **({"missing": value} if is_missing else {}),
    }


def _plain(value: object, *, unmasked: bool) -> object:
    match value:
        case Hidden():
            return revealed(value, unmasked=unmasked)
        case tuple():
            return [{name: _plain(cell, unmasked=unmasked) for name, cell in line.items()} for line in value]
    return value
