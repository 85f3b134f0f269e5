"""What a form of amount from another package may offer beside its three members, and what is made of it.

Nothing that it offers can stop the by-law sheet or the other findings of lint: what fails is told, or left out.
"""

from collections.abc import Iterator

from attrs import evolve, fields, has

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.rules.amounts import is_own
from communitywelfare.rules.functions import FunctionForm, namespace

__all__ = ["forms_in", "keys_of", "lint_of", "sheet_of"]

_WEAKNESSES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def forms_in(amount: object) -> Iterator[object]:
    """A form of amount and those inside it, such as the rate of a sum per unit."""
    if not hasattr(amount, "entitlement"):
        return
    yield amount
    kind = type(amount)
    if has(kind):
        for field in fields(kind):
            yield from forms_in(getattr(amount, field.name))


def sheet_of(form: object) -> tuple[Finding, ...]:
    """What a form says of itself on the by-law sheet; nothing where it does not, or fails."""
    try:
        found = tuple(form.sheet())  # type: ignore[attr-defined]  # it may have none
    except Exception:  # noqa: BLE001  # whatever another package may raise
        return ()
    return found if all(isinstance(each, Finding) for each in found) else ()


def keys_of(form: object) -> tuple[tuple[str, object], ...]:
    """The keys of a form with their values, as far as it shows them."""
    if isinstance(form, FunctionForm):
        return form.figures
    kind = type(form)
    return tuple((field.name, getattr(form, field.name)) for field in fields(kind)) if has(kind) else ()


def lint_of(amount: object, clause: str) -> Iterator[Finding]:
    """What forms of other packages find weak in a clause, each with its place; a code must be the form's own."""
    place = Place(clause=clause)
    for form in forms_in(amount):
        if is_own(form) or not hasattr(form, "lint"):
            continue
        name = str(getattr(form, "form", ""))
        try:
            found = tuple(form.lint())
        except Exception as error:  # noqa: BLE001  # whatever another package may raise
            params = {"form": name, "error": type(error).__name__}
            yield Finding("lint.form_failed", Severity.WARNING, place=place, params=params)
            continue
        yield from (_judged(each, name, place) for each in found)


def _judged(found: object, form: str, place: Place) -> Finding:
    wanted = f"{namespace(form)}."
    if not isinstance(found, Finding) or found.severity not in _WEAKNESSES:
        params: dict[str, object] = {"form": form, "error": type(found).__name__}
        return Finding("lint.form_failed", Severity.WARNING, place=place, params=params)
    if not found.code.startswith(wanted):
        params = {"form": form, "code": found.code, "wanted_code": wanted}
        return Finding("lint.form_code", Severity.WARNING, place=place, params=params)
    return evolve(found, place=place)
