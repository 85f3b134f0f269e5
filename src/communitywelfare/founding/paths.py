"""Values of a by-law's version by their path, such as ``elderly.limits[1].times``: looked at, put, taken out."""

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["put", "taken_out", "value_at"]

_PART = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")
Step = str | int


def _steps(path: str) -> list[Step]:
    """The keys and places of a path; places of lists count from 1 in it, as in findings."""
    steps: list[Step] = []
    for key, place in _PART.findall(path):
        steps.append(key)
        if place:
            steps.append(int(place) - 1)
    return steps


def value_at(table: Mapping[str, object], path: str) -> object | None:
    """What stands at a path, None where nothing does."""
    value: Any = table
    for step in _steps(path):
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    found: object | None = value
    return found


def put(table: Mapping[str, object], path: str, value: object) -> dict[str, object]:
    """The table with a value at a path; tables on the way are made, lists are there."""
    made: dict[str, object] = _with(table, _steps(path), value)
    return made


def taken_out(table: Mapping[str, object], path: str) -> dict[str, object]:
    """The table without what stands at a path, and without what is empty thereafter."""
    left: dict[str, object] = _with(table, _steps(path), None)
    return left


def _with(table: Any, steps: list[Step], value: object) -> Any:
    """A copy with another value; None takes it out, and what is around it where nothing is left."""
    step, *rest = steps
    new = value
    if rest:
        inner = table[step] if isinstance(step, int) else table.get(step, {})
        new = _with(inner, rest, value)
    is_gone = new is None or (value is None and not new)
    if isinstance(step, int):
        kept = [] if is_gone else [new]
        return [*table[:step], *kept, *table[step + 1 :]]
    left = {key: each for key, each in table.items() if key != step or not is_gone}
    return left if is_gone else {**left, step: new}
