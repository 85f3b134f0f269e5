"""How it is told that a change cannot be made, and that a changed by-law has errors which it had not before."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from communitywelfare.errors import ByLawError, Finding, InvalidValue
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.bylaws import ByLaw
from communitywelfare.rules.lint import lint
from communitywelfare.rules.reading import build_bylaw
from communitywelfare.rules.writing import document_of

__all__ = ["check_lint", "refusal"]

Forms = Mapping[str, type[AmountForm]]


def refusal(findings: Iterable[Finding]) -> InvalidValue:
    """The error that tells of all mistakes, and in a few words of the first."""
    told = tuple(dict.fromkeys(findings))
    more = f", and {len(told) - 1} more" if len(told) > 1 else ""
    return InvalidValue(f"{_said(told[0])}{more}", *told)


def _said(finding: Finding) -> str:
    """A mistake in a few words, for whoever sees no catalogue."""
    told = {name: ", ".join(each) if isinstance(each, tuple) else each for name, each in finding.params.items()}
    match finding.code:
        case "change.no_such_path":
            near = f"; near: {told['nearest']}" if told["nearest"] else ""
            return f"{told['path']} matches nothing{near}; at {told['at']} there is: {told['there']}"
        case "change.ambiguous":
            return f"{told['path']} may be any of {told['options']}"
        case "change.twice":
            return f"{told['path']} and {told['other']} change the same"
        case "change.later_version":
            return f"{told['path']} matches nothing in the later version {told['version']}"
        case "change.float":
            return f"{told['path']}: {told['value']} is a float; write {told['meant']}, a Decimal or whole baht"
        case "change.of_version":
            return f"{told['path']} tells which version it is; write {told['written']} to change that one itself"
        case "change.path_unreadable":
            return f"{told['path']!r} is not a path like death.steps[4].pay"
        case _:
            return f"{told.get('name', told.get('path'))}: {told.get('value')} is nothing that a by-law can say"


@frozen
class _Weakness:
    """An error of lint, whatever the number of the version in which it stands."""

    code: str
    clause: str
    figures: str

    @classmethod
    def of(cls, finding: Finding) -> "_Weakness":
        _version, _bracket, clause = (finding.place.clause or "").partition("]")
        return cls(finding.code, clause, str(sorted(map(str, finding.params.items()))))


def check_lint(before: ByLaw, after: ByLaw, forms: Forms) -> None:
    """Refuse errors that the changes brought in; what was there before is not their doing.

    Raises:
        ByLawError: Lint finds some.
    """
    errors = tuple(finding for finding in lint(after) if finding.is_error)
    if not errors:
        return
    known = {_Weakness.of(finding) for finding in lint(build_bylaw(document_of(before), forms=forms))}
    brought = tuple(finding for finding in errors if _Weakness.of(finding) not in known)
    if brought:
        place, code = brought[0].place.clause, brought[0].code
        more = f", and {len(brought) - 1} more" if len(brought) > 1 else ""
        raise ByLawError(f"the changed by-law would have an error: {place} ({code}){more}", *brought)
