"""Values as JSON: money as text with two decimals, days as ISO, findings with their words in both languages."""

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache

from attrs import has
from cattrs import Converter

from communitywelfare.calendar import Duration, Month, PartialDate
from communitywelfare.claims import CapUsage, Decision, Step
from communitywelfare.errors import Finding
from communitywelfare.identity import Hidden
from communitywelfare.masking import masked_value
from communitywelfare.money import Money
from communitywelfare.wording import words

__all__ = ["as_json", "json_bytes", "json_text"]


@cache
def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(Money, lambda money: money.plain)
    for kind in (Hidden, Month, Duration, PartialDate, Fraction):
        converter.register_unstructure_hook(kind, str)
    converter.register_unstructure_hook(Finding, _finding)
    converter.register_unstructure_hook(Decision, _decision)
    return converter


def as_json(value: object) -> object:
    """A value as lists, dictionaries, text, numbers and nothing else."""
    match value:
        case None | bool() | int() | str():
            return value
        case Enum():
            return as_json(value.value)
        case date():
            return value.isoformat()
        case Month() | Duration() | PartialDate() | Fraction():
            return str(value)
        case Mapping():
            return {str(as_json(key)): as_json(item) for key, item in value.items()}
        case tuple() | list():
            return [as_json(item) for item in value]
        case frozenset():
            return sorted(map(str, map(as_json, value)))
    if isinstance(value, Finding | Decision) or not (has(type(value)) or isinstance(value, Hidden)):
        return _converter().unstructure(value) if has(type(value)) else str(value)
    return as_json(_converter().unstructure(value))


def _finding(finding: Finding) -> dict[str, object]:
    place = finding.place
    where = {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "record": masked_value(place.record),
        "clause": place.clause,
    }
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "place": {name: value for name, value in where.items() if value is not None},
        "params": as_json(finding.params),
        "th": words(finding, "th"),
        "en": words(finding, "en"),
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "decision_id": decision.decision_id,
        "engine_version": decision.engine_version,
        "bylaw_hash": decision.bylaw_hash,
        "facts_hash": decision.facts_hash,
        "usage_hash": decision.usage_hash,
        "claim": decision.claim,
        "benefit": decision.benefit,
        "outcome": decision.outcome.value,
        "assessed": decision.assessed.plain,
        "uncapped": decision.uncapped.plain,
        "basis": decision.basis.isoformat(),
        "bylaw_version": decision.bylaw_version,
        "trail": [_step(step) for step in decision.trail],
        "reasons": [_finding(reason) for reason in decision.reasons],
        "cap_usage": [_usage(usage) for usage in decision.cap_usage],
        "gifts": [
            {"what": dict(gift.what), "count": gift.count, "worth": as_json(gift.worth)} for gift in decision.gifts
        ],
        "payments": [
            {"who": each.who, "relation": each.relation.value, "amount": each.amount.plain}
            for each in decision.payments
        ],
        "authority": as_json(decision.authority),
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "kind": step.kind,
        "before": step.before.plain,
        "after": step.after.plain,
        "code": step.reason.code,
        "th": words(step.reason, "th"),
        "en": words(step.reason, "en"),
    }


def _usage(usage: CapUsage) -> dict[str, object]:
    def shown(count: int) -> object:
        return Money(count).plain if usage.unit == "baht" else count

    return {
        "limit_id": usage.limit_id,
        "window": usage.window,
        "unit": usage.unit,
        "limit": shown(usage.limit),
        "used_before": shown(usage.used_before),
        "consumed": shown(usage.consumed),
        "remaining": shown(usage.remaining),
    }


def json_text(value: object) -> str:
    """A value as JSON text, Thai letters as they are."""
    return json.dumps(as_json(value), ensure_ascii=False, indent=2)


def json_bytes(value: object) -> bytes:
    """A value as a JSON file. Half a surrogate pair, as in the name of a file, is written as JSON escapes it."""
    return f"{json_text(value)}\n".encode(errors="backslashreplace")
