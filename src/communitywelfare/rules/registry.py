"""Which forms of amount there are. A new form is one module in `amounts/` and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table

__all__ = ["BUILT_IN_FORMS", "forms_of"]


def forms_of(*forms: type[AmountForm]) -> Mapping[str, type[AmountForm]]:
    """Forms of amount by the name that a by-law uses for them.

    Raises:
        ValueError: Two forms of the same name.
    """
    named = {form.form: form for form in forms}
    if len(named) < len(forms):
        raise ValueError("two forms of amount have the same name")
    return MappingProxyType(named)


BUILT_IN_FORMS = forms_of(Flat, PerUnit, Steps, Table, ByYears, BaseAndSteps, Share, Formula, InKind, Discretion)
