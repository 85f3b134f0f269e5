"""Co-funding schemes: TOML to a `Scheme`; the state's own is shipped with the library."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from communitywelfare.calendar import Duration
from communitywelfare.cofunding import Scheme, SchemePeriod
from communitywelfare.cofunding.schemes import Sourced
from communitywelfare.io._files import read_resource
from communitywelfare.money import Money

__all__ = ["state_scheme"]

_VALUES = ("per_member", "full_membership", "matchings_at_most")


@cache
def state_scheme() -> Scheme:
    """What the state adds through CODI, as far as published sources go."""
    document = tomllib.loads(read_resource("data/schemes/state_via_codi.toml").decode())
    return Scheme(
        scheme_id=document["id"],
        source=document["source"],
        name=document["name"],
        periods=tuple(_period(period) for period in document["period"]),
    )


def _period(period: Mapping[str, Any]) -> SchemePeriod:
    return SchemePeriod(
        first_budget_year=period["first_budget_year"],
        per_member=Money.baht(period["per_member"]["value"]),
        full_membership=Duration.parse(period["full_membership"]["value"]),
        matchings_at_most=period["matchings_at_most"]["value"],
        cite=period["cite"],
        sources={name: Sourced(confidence=period[name]["confidence"], why=period[name]["why"]) for name in _VALUES},
    )
