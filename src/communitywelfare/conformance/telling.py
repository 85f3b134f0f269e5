"""A case in words: what the by-law says, and what is known of the claim."""

from collections.abc import Mapping

from attrs import fields

from communitywelfare.conformance.trials import Broken, Trial
from communitywelfare.rules import ClaimFacts
from communitywelfare.wording import shown

__all__ = ["told"]

_UNTOLD = ("used", "payees", "documents", "groups", "year_start")


def told(broken: Broken, trial: Trial) -> str:
    """How a check does not hold, by which table, and of which claim."""
    table = ", ".join(f"{key} = {value!r}" for key, value in trial.table.items() if key != "form")
    lines = [str(broken), f"    by the table: {table or 'nothing but the form'}"]
    if broken.facts is not None:
        lines.append(f"    of a claim with: {_facts(broken.facts)}")
    return "\n".join(lines)


def _facts(facts: ClaimFacts) -> str:
    known = ((field.name, getattr(facts, field.name)) for field in fields(ClaimFacts) if field.name not in _UNTOLD)
    return "; ".join(f"{name.replace('_', ' ')} {_shown(value)}" for name, value in known if value is not None)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {text}" for key, text in value.items()) or "none"
    return shown(value, "en")
