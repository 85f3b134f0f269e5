"""Checks of how a form is read: its tables, the value that comes of them, and its keys."""

from collections.abc import Iterable
from copy import deepcopy

from attrs import fields, has

from communitywelfare.conformance.trials import Broken, Document, Trial, clause_of
from communitywelfare.errors import ByLawError, Finding
from communitywelfare.fingerprints import fingerprint
from communitywelfare.wording import words

__all__ = ["keys", "reading", "value"]

_UNKNOWN = "entirely_else"
_FAILED = "bylaw.form_failed"


def reading(trial: Trial) -> None:
    """The tables that the author gives are read without a finding."""
    try:
        amount = trial.built(trial.document).versions[0].benefits[0].amount
    except ByLawError as error:
        raise Broken(f"the table is not read: {_said(error.findings)}") from None
    if not isinstance(amount, trial.form):
        raise Broken(f"read gives a {type(amount).__name__}, not a {trial.form.__name__}")


def value(trial: Trial) -> None:
    """Read twice, a form is equal, has one hash and one fingerprint, and cannot be changed."""
    one, other = (trial.built(trial.document).versions[0].benefits[0].amount for _ in range(2))
    if one != other:
        raise Broken("read twice, it is not equal: let it be a frozen attrs class")
    if hash(one) != hash(other) or fingerprint(one) != fingerprint(other):
        raise Broken("read twice, it has two hashes or two fingerprints")
    kind = type(one)
    for field in fields(kind) if has(kind) else ():
        try:
            setattr(one, field.name, getattr(one, field.name))
        except AttributeError:
            continue
        raise Broken(f"its {field.name} can be changed: let it be a frozen attrs class")


def keys(trial: Trial) -> None:
    """A key that nobody knows is reported, one that is left out is too or is not needed, and no float is read."""
    if _UNKNOWN not in _keys_in(_findings(trial, {**trial.table, _UNKNOWN: 1})):
        raise Broken("a key that nobody knows is not reported")
    for key in trial.table:
        if key == "form":
            continue
        lacking = {name: each for name, each in trial.table.items() if name != key}
        if _failed(_findings(trial, lacking)):
            raise Broken(f"without {key} reading fails, where the key should be reported as missing")
        found = _findings(trial, {**trial.table, key: 0.5})
        if not found or _failed(found):
            raise Broken(f"a float as {key} is read, or reading fails: it should be reported")


def _findings(trial: Trial, table: Document) -> tuple[Finding, ...]:
    """What is found where the amount is described by another table."""
    document = deepcopy(dict(trial.document))
    clause_of(document)["amount"] = dict(table)
    try:
        trial.built(document)
    except ByLawError as error:
        return error.findings
    return ()


def _keys_in(findings: Iterable[Finding]) -> set[object]:
    return {finding.params.get("key") for finding in findings}


def _failed(findings: Iterable[Finding]) -> bool:
    return any(finding.code == _FAILED for finding in findings)


def _said(findings: Iterable[Finding]) -> str:
    return "; ".join(words(finding, "en") for finding in findings)
