"""Forms of amount that other packages offer, by the entry point ``communitywelfare.amounts``."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from communitywelfare.errors import ByLawError, Finding, Severity
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.registry import BUILT_IN_FORMS, forms_of

__all__ = ["GROUP", "installed_forms"]

GROUP = "communitywelfare.amounts"


@cache
def installed_forms() -> Mapping[str, type[AmountForm]]:
    """The library's own forms and those of installed packages, by name.

    Raises:
        ByLawError: A package's form cannot be loaded, is no form, or bears a name that is taken; the finding names it.
    """
    forms = list(BUILT_IN_FORMS.values())
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            form = point.load()
        except Exception as error:  # whatever another package's import may raise
            finding = Finding("plugin.broken", Severity.ERROR, params={"value": point.value, "error": str(error)})
            raise ByLawError(f"the form of amount {point.value} cannot be loaded: {error}", finding) from error
        if not all(hasattr(form, name) for name in ("form", "read", "entitlement")):
            finding = Finding("plugin.no_form", Severity.ERROR, params={"value": point.value})
            raise ByLawError(f"{point.value} is no form of amount: it lacks form, read or entitlement", finding)
        forms.append(form)
    try:
        return forms_of(*forms)
    except ValueError as error:
        names = ", ".join(sorted(form.form for form in forms))
        finding = Finding("plugin.name_taken", Severity.ERROR, params={"value": names})
        raise ByLawError(str(error), finding) from None
