"""Forms of amount that other packages offer, by the entry point ``communitywelfare.amounts``.

A package whose form cannot be used stops nobody: the form is left out, and a finding names the package and the form. A
by-law that needs it is refused, with the same finding beside the mistake.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from attrs import evolve, frozen

from communitywelfare.errors import ByLawError, Finding, Severity
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.registry import BUILT_IN_FORMS, forms_of

__all__ = ["GROUP", "Installed", "form_at", "forms_with", "installed_forms"]

GROUP = "communitywelfare.amounts"
_OWN = "communitywelfare"
_MEMBERS = ("form", "read", "entitlement")


@frozen
class Installed:
    """The forms of amount that there are, by name, and why others were left out."""

    forms: Mapping[str, type[AmountForm]]
    findings: tuple[Finding, ...] = ()


@frozen
class _Offered:
    """A form of a package, and the name by which the package announces it."""

    form: type[AmountForm]
    package: str


@cache
def installed_forms() -> Installed:
    """The library's own forms and those of installed packages; what cannot be used is told as a warning."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, _package(point)))
    found = [_loaded(point) for point in dict.fromkeys(points)]
    offered = [each for each in found if isinstance(each, _Offered)]
    findings = [each for each in found if isinstance(each, Finding)]
    forms: dict[str, type[AmountForm]] = dict(BUILT_IN_FORMS)
    for each in offered:
        name = each.form.form
        others = [other.package for other in offered if other.form.form == name and other.form is not each.form]
        holder = _OWN if name in BUILT_IN_FORMS else ", ".join(others)
        if holder:
            findings.append(_taken(name, each.package, holder))
        else:
            forms[name] = each.form
    return Installed(forms_of(*forms.values()), tuple(findings))


def forms_with(given: Iterable[type[AmountForm]]) -> Mapping[str, type[AmountForm]]:
    """The installed forms, and beside them those that are given as they are.

    Raises:
        ByLawError: What is given is no form, or bears the name of another; the finding names both.
    """
    forms = dict(installed_forms().forms)
    for form in given:
        module = getattr(form, "__module__", "")
        lacks = _lacking(form)
        if lacks:
            finding = evolve(_no_form(repr(form), "", module, lacks), severity=Severity.ERROR)
            raise ByLawError(f"{form!r} is no form of amount: it lacks {', '.join(lacks)}", finding)
        name = form.form
        if forms.get(name, form) is not form:
            holder = forms[name].__module__
            finding = evolve(_taken(name, module, holder), severity=Severity.ERROR)
            raise ByLawError(f"the form of amount {name} of {module} bears a name that {holder} has", finding)
        forms[name] = form
    return forms_of(*forms.values())


def form_at(value: str) -> type[AmountForm]:
    """The form that an importable name such as ``my_package:wreath`` stands for.

    Raises:
        ByLawError: There is none, or it cannot be loaded; the finding says why.
    """
    found = _loaded(EntryPoint(name=value.rpartition(":")[2], value=value, group=GROUP))
    if isinstance(found, Finding):
        raise ByLawError(f"{value} cannot be used as a form of amount", evolve(found, severity=Severity.ERROR))
    return found.form


def _loaded(point: EntryPoint) -> _Offered | Finding:
    package = _package(point)
    try:
        form = point.load()
        lacks = _lacking(form)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever another package's import may do
        said = f"{type(error).__name__}: {error}".splitlines()[0].removesuffix(": ")
        params = {"form": point.name, "package": package, "value": point.value, "error": said}
        return Finding("plugin.broken", Severity.WARNING, params=params)
    return _no_form(point.value, point.name, package, lacks) if lacks else _Offered(form, package)


def _lacking(form: object) -> Sequence[str]:
    """What a thing lacks to be a form of amount; a name is text."""
    name = getattr(form, "form", None)
    lacks = [member for member in _MEMBERS[1:] if not callable(getattr(form, member, None))]
    return lacks if isinstance(name, str) and name.strip() else ["form", *lacks]


def _package(point: EntryPoint) -> str:
    """The distribution that announces a form; of one that was named by hand, its module."""
    return point.dist.name if point.dist is not None else point.value.partition(":")[0]


def _no_form(value: str, form: str, package: str, lacks: Sequence[str]) -> Finding:
    params = {"value": value, "form": form, "package": package, "lacks": tuple(lacks)}
    return Finding("plugin.no_form", Severity.WARNING, params=params)


def _taken(form: str, package: str, holder: str) -> Finding:
    params = {"form": form, "package": package, "holder": holder}
    return Finding("plugin.name_taken", Severity.WARNING, params=params)
