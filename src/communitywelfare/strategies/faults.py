"""Faults to plant into clean by-laws: one for every lint, each with the place where it must be found.

A fault is planted at a clause that chance chooses. What stood there is replaced, so that any clean by-law will do.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.strategies.clean import clean_bylaw_documents

__all__ = ["FAULTS", "faulty_bylaw_documents"]

Table = dict[str, Any]
Planter = Callable[[Table, str], str]  # into the plain values of a by-law, at a clause: the place of the fault

_FLAT = {"form": "flat", "pays": "500.00"}
_NIGHTS = {"form": "per unit", "pays": "200.00", "unit": "night"}
_ROUNDING = {"to": "1.00", "direction": "down", "source": "ข้อสมมติ"}
_GIVES = [{"what": {"th": "พวงหรีด", "en": "a wreath"}}]
_ROWS = [{"from": "1 year", "pay": 500}, {"from": "2 years", "pay": 900}]
_CASES = [{"when": "membership >= 1 years", "pay": 100}, {"when": "membership >= 3 years", "pay": 200}]
_EARLY = [{"when": "membership < 1 years", "pay": 100}, {"when": "membership >= 1 years", "pay": 200}]
_DAY = timedelta(days=1)


def _last(document: Table) -> tuple[Table, str]:
    versions = document["version"]
    return versions[-1], f"version[{len(versions)}]"


def _put(version: Table, key: str, parts: Table) -> None:
    """Put other parts in the place of a clause; KEY and OTHER in them are its own name and another clause's."""
    other = next(name for name in version["benefit"] if name != key)
    head = {name: version["benefit"][key][name] for name in ("label", "category", "cite")}
    version["benefit"][key] = head | _named(parts, {"KEY": key, "OTHER": other})


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _named(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_named(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value


def _clause(place: str, **parts: object) -> Planter:
    """A fault that a clause has by itself."""

    def plant(document: Table, key: str) -> str:
        version, path = _last(document)
        _put(version, key, {"amount": _FLAT} | parts)
        return f"{path}.benefit.{key}{place}"

    return plant


def _steps(place: str, *rows: Table, by: str = "membership", **parts: object) -> Planter:
    return _clause(place, amount={"form": "steps", "by": by, "steps": list(rows), **parts})


def _version(place: str, **parts: Any) -> Planter:
    """A fault of the version, or of what its clauses refer to."""

    def plant(document: Table, _key: str) -> str:
        version, path = _last(document)
        attributes = version.get("attributes", {}) | parts.get("attributes", {})
        version |= deepcopy(parts) | ({"attributes": attributes} if attributes else {})
        return f"{path}{place}"

    return plant


def _amended(place: str, before: Table, after: Table) -> Planter:
    """A fault of a clause beside what it was in the version before."""

    def plant(document: Table, key: str) -> str:
        older, _path = _last(document)
        _put(older, key, {"amount": _FLAT} | before)
        newer, path = _next(document)
        _put(newer, key, {"amount": _FLAT} | after)
        return f"{path}.benefit.{key}{place}"

    return plant


def _next(document: Table) -> tuple[Table, str]:
    """One more version, like the last one."""
    older, _path = _last(document)
    day = older["effective"] + timedelta(days=1_000)
    document["version"].append(deepcopy(older) | {"id": f"{older['id']} next", "adopted": day, "effective": day})
    return _last(document)


def _effective_before_adopted(document: Table, _key: str) -> str:
    version, path = _last(document)
    version["adopted"] = version["effective"] + _DAY
    return f"{path}.effective"


def _no_benefit(document: Table, _key: str) -> str:
    version, path = _last(document)
    version["benefit"] = {}
    return path


def _uncited(document: Table, _key: str) -> str:
    version, path = _last(document)
    del version["cite"]
    return path


def _no_source(document: Table, key: str) -> str:
    version, path = _last(document)
    del version["benefit"][key]["cite"]
    return f"{path}.benefit.{key}"


def _gap_before_first(document: Table, _key: str) -> str:
    first = document["version"][0]
    first["adopted"] = first["effective"] - _DAY
    return "version[1].effective"


def _never_governs(document: Table, _key: str) -> str:
    older, path = _last(document)
    newer, _path = _next(document)
    older["adopted"] = newer["effective"]
    return f"{path}.adopted"


def _out_of_order(document: Table, _key: str) -> str:
    older, _path = _last(document)
    newer, path = _next(document)
    newer["adopted"] = older["adopted"] - _DAY
    return f"{path}.adopted"


def _dropped(document: Table, key: str) -> str:
    newer, path = _next(document)
    del newer["benefit"][key]
    return path


def _keeps_too_early(document: Table, key: str) -> str:
    older, _path = _last(document)
    newer, path = _next(document)
    newer["keeps"] = [{"of": older["id"], "benefits": [key], "joined_before": newer["effective"] - _DAY}]
    return f"{path}.keeps[1].joined_before"


def _ring(document: Table, key: str) -> str:
    version, path = _last(document)
    _put(version, key, {"amount": _FLAT, "deducts": ["OTHER"]})
    other = version["benefit"][key]["deducts"][0]
    version["benefit"][other]["deducts"] = [key]
    return f"{path}.benefit.{key}.deducts"


def _limited(place: str, amount: Table, *limits: Table) -> Planter:
    return _clause(f".limits{place}", amount=amount, limits=list(limits))


_CEILING = {"name": {"th": "บริหาร", "en": "running"}, "accounts": ["5100"], "at_most": "3/2", "of": ["4100"]}
_SHARES = {"form": "share", "of": {"form": "flat", "pays": "900.00"}, "rounding": _ROUNDING}

FAULTS: Mapping[str, Planter] = MappingProxyType(
    {
        "lint.adopted_out_of_order": _out_of_order,
        "lint.age_never_due": _clause(
            ".automatic.ages", age={"from": "60 years"}, automatic={"ages": ["50 years", "70 years"]}
        ),
        "lint.always_true": _clause(".when", when="sex in ('M', 'F', 'X')"),
        "lint.amount_cut": _amended(".amount", {}, {"amount": {"form": "flat", "pays": "400.00"}}),
        "lint.assumed": _clause(".assumed", assumed=["amount"]),
        "lint.attribute_undeclared": _clause(".when.grade", when={"grade": {"at_least": "3.50"}}),
        "lint.attribute_unused": _version(".attributes.hours", attributes={"hours": {"kind": "whole"}}),
        "lint.benefit_dropped": _dropped,
        "lint.benefit_falls": _steps(
            ".amount.steps[2]", {"from": "1 year", "pay": 900}, {"from": "2 years", "pay": 800}
        ),
        "lint.ceiling_over_whole": _version(".ceilings[1].at_most", ceilings=[_CEILING]),
        "lint.cliff": _steps(".amount.steps[2]", {"from": "1 year", "pay": 900}, {"from": "2 years", "pay": 2700}),
        "lint.condition_implied": _clause(".wait", wait="180 days", when="membership >= 1 years"),
        "lint.conditions_contradict": _clause("", age={"from": "60 years"}, when="age < 50 years"),
        "lint.deadline_of_nothing": _clause(".claim_within", claim_within="0 days"),
        "lint.deducts_cycle": _ring,
        "lint.deducts_itself": _clause(".deducts", deducts=["KEY"]),
        "lint.definition_unused": _version(".define.rate", define={"rate": "200.00"}),
        "lint.discretion_unbounded": _clause(".amount", amount={"form": "discretion"}),
        "lint.effective_before_adopted": _effective_before_adopted,
        "lint.gap": _steps(
            ".amount.steps[2]", {"from": "1 year", "below": "2 years", "pay": 900}, {"from": "3 years", "pay": 950}
        ),
        "lint.gap_before_first": _gap_before_first,
        "lint.group_one_sided": _limited(
            "[1]", _FLAT, {"baht": 900, "per": "fiscal year", "together_with": ["KEY", "OTHER"]}
        ),
        "lint.in_kind_unlimited": _clause(
            ".limits", amount={"form": "in kind"}, gives=_GIVES, limits=[{"times": 1, "per": "lifetime"}]
        ),
        "lint.keeps_too_early": _keeps_too_early,
        "lint.large_beside_dues": _clause(".amount", amount={"form": "flat", "pays": "3601.00"}),
        "lint.limit_below_largest": _limited(
            "[1]",
            {"form": "steps", "by": "membership", "steps": _ROWS},
            {"baht": 600, "per": "fiscal year"},
        ),
        "lint.limit_below_one": _limited("[1]", _NIGHTS, {"baht": 199, "per": "event"}),
        "lint.limit_idle": _limited("[1]", _FLAT, {"baht": 500, "per": "event"}),
        "lint.limit_lowered": _amended(
            ".limits[1]",
            {"limits": [{"times": 4, "per": "fiscal year"}]},
            {"limits": [{"times": 3, "per": "fiscal year"}]},
        ),
        "lint.limit_never_reached": _limited(
            "[1]", _NIGHTS, {"units": 10, "per": "fiscal year"}, {"baht": 1000, "per": "fiscal year"}
        ),
        "lint.limit_twice": _limited("", _NIGHTS, {"units": 3, "per": "event"}, {"units": 4, "per": "event"}),
        "lint.limit_without_itself": _limited(
            "[1]", _FLAT, {"baht": 900, "per": "fiscal year", "together_with": ["OTHER"]}
        ),
        "lint.limits_cross": _limited(
            "", _FLAT, {"times": 1, "per": "calendar year"}, {"times": 2, "per": "fiscal year"}
        ),
        "lint.never_true": _clause(".age", age={"from": "60 years", "below": "60 years"}),
        "lint.no_benefit": _no_benefit,
        "lint.no_claim_idle": _clause(
            ".no_claim", no_claim={"for": "5 years"}, limits=[{"times": 1, "per": "lifetime"}]
        ),
        "lint.no_source": _no_source,
        "lint.nothing_after_wait": _clause(
            ".wait", wait="180 days", amount={"form": "steps", "by": "membership", "steps": _ROWS}
        ),
        "lint.otherwise_unreachable": _clause(
            ".amount.otherwise",
            amount={"form": "table", "rows": [{"when": "sex in ('M', 'F', 'X')", "pay": 100}], "otherwise": 50},
        ),
        "lint.overlap_declared": _steps(
            ".amount.steps[2]",
            {"from": "1 year", "to": "5 years", "pay": 900},
            {"from": "5 years", "pay": 950},
            overlap="later row",
        ),
        "lint.part_never_true": _clause(".when", when="sex == 'F' or (age >= 60 years and age < 50 years)"),
        "lint.pays_nothing": _clause(".amount", amount={"form": "flat", "pays": "0.00"}),
        "lint.pension_open_ended": _clause(".automatic", automatic={"every": "month"}),
        "lint.record_of_non_members": _clause(".covers", covers="non-members"),
        "lint.rounding_idle": _clause(".amount.rounding", amount=_SHARES | {"share": "1/2"}),
        "lint.row_excluded": _clause(".amount.rows[1]", wait="3 years", amount={"form": "table", "rows": _EARLY}),
        "lint.row_unreachable": _clause(".amount.rows[2]", amount={"form": "table", "rows": _CASES}),
        "lint.share_over_whole": _clause(".amount", amount=_SHARES | {"share": "3/2"}),
        "lint.shares_not_whole": _clause(".payees.shares", payees={"shares": {"SPOUSE": "1/2", "CHILD": "1/3"}}),
        "lint.standing_out_of_order": _version(
            ".standing", standing={"suspended_from_months": 3, "ended_from_months": 2}
        ),
        "lint.step_covered": _steps(
            ".amount.steps[2]",
            {"from": "1 year", "to": "9 years", "pay": 900},
            {"from": "2 years", "to": "5 years", "pay": 950},
            overlap="earlier row",
        ),
        "lint.step_cut": _amended(
            ".amount",
            {"amount": {"form": "steps", "by": "membership", "steps": _ROWS}},
            {"amount": {"form": "steps", "by": "membership", "steps": _ROWS[1:]}},
        ),
        "lint.step_unreachable": _clause(
            ".amount.steps[1]", wait="2 years", amount={"form": "steps", "by": "membership", "steps": _ROWS}
        ),
        "lint.unknown_category": _clause(".category", category="17"),
        "lint.version_never_governs": _never_governs,
        "lint.version_uncited": _uncited,
        "lint.wait_hides_step": _clause(
            ".amount.steps[1]", wait="2 years", amount={"form": "steps", "by": "membership", "steps": _ROWS[:1]}
        ),
        "lint.wait_lengthened": _amended(".wait", {"wait": "180 days"}, {"wait": "1 year"}),
    }
)


@composite
def faulty_bylaw_documents(draw: DrawFn, *, code: str | None = None) -> tuple[str, str, Mapping[str, object]]:
    """Clean by-laws with the fault of one lint, a given one or any, planted at any clause: code, place and by-law.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(faulty_bylaw_documents(code="lint.pays_nothing"))
    ... def test_a_fault_has_a_place(planted):
    ...     code, place, document = planted
    ...     assert place.endswith(".amount")
    >>> test_a_fault_has_a_place()
    """
    document: Table = dict(draw(clean_bylaw_documents()))
    version, _path = _last(document)
    key = draw(st.sampled_from(list(version["benefit"])))
    planted = draw(st.sampled_from(list(FAULTS))) if code is None else code
    return planted, FAULTS[planted](document, key), document
