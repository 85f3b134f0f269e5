"""The request as data: every item with its id, the criteria with their figures, and who makes up the amount."""

from collections.abc import Mapping
from typing import Final

from attrs import asdict

from communitywelfare.contributions import Convention
from communitywelfare.fund.forms.request import Chosen, Criterion, Filled, FilledPart, RequestForm
from communitywelfare.fund.forms.request.coverage import GroupCount
from communitywelfare.fund.forms.request.money import KindReceived, RoundDues, RoundLine
from communitywelfare.reports.forms.cells import filled_cell, revealed, rows_of

__all__ = ["request_data"]

_ROWS: Final[tuple[type[GroupCount | KindReceived | RoundDues | RoundLine], ...]] = (
    GroupCount,
    KindReceived,
    RoundDues,
    RoundLine,
)


def request_data(form: RequestForm, *, unmasked: bool = False) -> Mapping[str, object]:
    """A request for machines; people stay masked unless it is to be `unmasked`."""
    version, request, profile = form.version, form.request, form.fund.profile
    return {
        "form": {"id": version.form, "first_budget_year": version.first_budget_year, "title": version.title},
        "fund": {"id": profile.fund_id, "name": profile.name},
        "synthetic": form.fund.synthetic,
        "budget_year": request.budget_year,
        "scheme": request.scheme,
        "cut_off": request.cut_off,
        "cut_off_is_founding_anniversary": form.is_anniversary,
        "filled_on": form.filled_on,
        "amount": request.amount,
        "parts": [_part(part, unmasked=unmasked) for part in form.parts],
        "criteria": [_criterion(each) for each in form.criteria],
        "missing": [{"item": each.item.id, "where": each.where} for each in form.missing],
        "reasons": request.reasons,
        "steps": request.steps,
        "trace": [
            {
                "member": each.membership.number,
                "amount": each.amount,
                "matched_before": each.matched_before,
                "receipts": [receipt.key for receipt in each.receipts],
            }
            for each in request.eligible
        ],
        "journal_head": form.fund.journal.head,
    }


def _part(part: FilledPart, *, unmasked: bool) -> Mapping[str, object]:
    return {
        "number": part.part.number,
        "title": part.part.label,
        "items": [_item(each, unmasked=unmasked) for each in part.items],
        **({"says": part.part.says} if part.part.says is not None else {}),
        **(
            {"signatures": [{"role": s.role, "name": revealed(name, unmasked=unmasked)} for s, name in part.signers]}
            if part.signers
            else {}
        ),
    }


def _item(filled: Filled, *, unmasked: bool) -> Mapping[str, object]:
    return {
        "id": filled.item.id,
        "label": filled.item.label,
        "value": _value(filled, unmasked=unmasked),
        **({"missing": filled.where} if filled.missing is not None else {}),
    }


def _value(filled: Filled, *, unmasked: bool) -> object:
    """A value as machines know it: the answer rather than its words, a table as its rows."""
    value = filled.value
    match value:
        case tuple():
            return [asdict(row, recurse=False) for kind in _ROWS for row in rows_of(filled, kind)]
        case Chosen():
            return {"option": value.option.id, "number": value.number}
        case Convention() | str() | Mapping():
            return value
    return filled_cell(filled, unmasked=unmasked)


def _criterion(each: Criterion) -> Mapping[str, object]:
    return {
        "id": each.rule.id,
        "title": each.rule.title,
        "met": each.met,
        "confidence": each.rule.confidence,
        "why": each.rule.why,
        "findings": each.findings,
        "missing": each.missing,
    }
