"""What can go wrong, and how it is told.

Two ways of saying "no", and they are never mixed:

* a `Finding` is *data*: a bad row of a file, a weakness of a by-law, a reason of a decision. Work goes on.
* an error is *raised* when something cannot be represented or must be refused::

      WelfareError
      ├── InvalidValue(ValueError)     a value that cannot exist: 31 February, 1.005 baht
      │   ├── InvalidMoney
      │   ├── InvalidDay
      │   └── InvalidCitizenId
      ├── MissingFact(LookupError)     a rule asks for a fact that nobody recorded
      ├── ByLawError(ValueError)       a by-law that cannot be relied on; carries every finding
      ├── FormatError(ValueError)      a file or folder of which nothing can be read
      ├── NotInstalled(ImportError)    what is asked for needs a package of an extra
      └── Refused                      a step that the state of the books or of a claim forbids
          └── IdempotencyConflict      the same key with other contents

Every error carries the findings behind it, so that whoever shows it can say it in Thai and in English.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.masking import masked_ids, masked_value

__all__ = [
    "ByLawError",
    "Finding",
    "FormatError",
    "IdempotencyConflict",
    "InvalidCitizenId",
    "InvalidDay",
    "InvalidMoney",
    "InvalidValue",
    "MissingFact",
    "NotInstalled",
    "Place",
    "Refused",
    "Severity",
    "WelfareError",
    "codes_of",
    "first_fault",
]


class Severity(Enum):
    """How much a finding matters. The first three speak of files and by-laws, all but the first of decisions.

    A decision's `BLOCK` means that nothing is payable, `REDUCE` that less is paid than the clause would give,
    `REFER` that a person must decide or supply something first.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    BLOCK = "block"
    REDUCE = "reduce"
    REFER = "refer"


def _without_ids(text: str | None) -> str:
    return repr(text and masked_ids(text))


@frozen(kw_only=True)
class Place:
    """Where a finding stands: a cell of a file, or a clause of a by-law. What is unknown is left out.

    `sheet` is the sheet of a workbook of somebody else's layout. `row` counts lines of the file from 1, the header
    among them; `record` is the key of the row's record, such as a member number, which stays right when rows move;
    where people number members by citizen ID, it is shown masked.
    """

    file: str | None = field(default=None, repr=_without_ids)
    sheet: str | None = field(default=None, repr=_without_ids)
    row: int | None = None
    column: str | None = field(default=None, repr=_without_ids)
    record: str | None = field(default=None, repr=_without_ids)
    clause: str | None = None

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else None
        parts = (self.file, self.sheet, row, self.column, self.record, self.clause)
        return masked_ids(", ".join(part for part in parts if part))


NOWHERE = Place()


def _read_only(params: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType({name: masked_value(value) for name, value in params.items()})


@frozen
class Finding:
    """One message: a code that never changes its meaning, where it applies, and the figures that fill its words.

    The words themselves, Thai and English, are in `communitywelfare.wording`. Personal values are masked
    *before* they become parameters; what looks like a citizen ID, typed wherever, is masked in any case.
    """

    code: str
    severity: Severity
    place: Place = field(default=NOWHERE, kw_only=True)
    params: Mapping[str, object] = field(factory=dict, converter=_read_only, kw_only=True, hash=False)

    @property
    def is_error(self) -> bool:
        """Whether the thing it speaks of is unusable as it stands."""
        return self.severity is Severity.ERROR

    def __reduce__(self) -> tuple[object, ...]:
        return _finding_again, (self.code, self.severity, self.place, dict(self.params))


def _finding_again(code: str, severity: Severity, place: Place, params: Mapping[str, object]) -> Finding:
    """What another process makes of a finding that is sent to it: a read-only mapping cannot be sent."""
    return Finding(code, severity, place=place, params=params)


def codes_of(findings: Iterable[Finding]) -> str:
    """The codes of findings instead of all that they say, for the `repr` of a value that holds them."""
    return f"<{', '.join(finding.code for finding in findings)}>"


class WelfareError(Exception):
    """The root of all errors of this library; never raised itself.

    Where nothing is said of the data, it is the calling program that is at fault, and the one finding says so.
    """

    def __init__(self, message: str, *findings: Finding) -> None:
        super().__init__(masked_ids(message))
        self.findings: tuple[Finding, ...] = findings or (
            Finding("program.misuse", Severity.ERROR, params={"why": message}),
        )


class InvalidValue(WelfareError, ValueError):
    """A value that cannot be represented."""


class InvalidMoney(InvalidValue):
    """Text or a number that is not a whole count of satang."""


class InvalidDay(InvalidValue):
    """A day that is not in the calendar, or whose era is not certain."""


class InvalidCitizenId(InvalidValue):
    """Text that is not thirteen digits."""


class MissingFact(WelfareError, LookupError):
    """A rule needs a fact that is not recorded. It is never taken to be zero."""

    def __str__(self) -> str:
        return str(self.args[0])


class ByLawError(WelfareError, ValueError):
    """A by-law with errors: it decides nothing until they are mended."""


class FormatError(WelfareError, ValueError):
    """Nothing can be read here at all."""


class NotInstalled(WelfareError, ImportError):
    """A package that comes with an extra of this library is not there."""

    def __init__(self, package: str, extra: str) -> None:
        finding = Finding("extra.not_installed", Severity.ERROR, params={"package": package, "extra": extra})
        super().__init__(f"{package} is not installed: pip install 'communitywelfare[{extra}]'", finding)


class Refused(WelfareError):
    """A step that must not be taken: a period is closed, a claim is not approved, a number is taken."""


class IdempotencyConflict(Refused):
    """The same key was used before with other contents."""


def first_fault(error: WelfareError, otherwise: str) -> Finding:
    """The first thing that is wrong, for a list that has one line for it; of an error without any, `otherwise`."""
    errors = [each for each in error.findings if each.is_error]
    unknown = Finding(otherwise, Severity.ERROR, params={"why": str(error)})
    return next(iter((*errors, *error.findings)), unknown)
