"""Notebooks (สมุดงาน): decisions, findings, by-laws, statements and projections as people read them, in Thai or English.

In a notebook of Jupyter, or whatever else speaks to IPython:

    %load_ext communitywelfare.notebook

and from there on values of this library are shown as tables and charts, in Thai. `show` changes the language. IPython
itself is not needed to import this module, and nothing else of the library is loaded before a value is shown.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from communitywelfare.errors import Finding, Refused, Severity

__all__ = ["SHOWN", "fragment", "load_ipython_extension", "show", "unload_ipython_extension"]

Language: TypeAlias = Literal["th", "en"]  # that of `wording`, which is not loaded before it is needed
_SIMULATION: Final = "communitywelfare.simulation"
_STATEMENTS: Final = "communitywelfare.accounting.statements"

SHOWN: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("communitywelfare.claims.decisions", "Decision"): "decisions",
        ("communitywelfare.errors", "Finding"): "findings",
        ("communitywelfare.io.package", "Reading"): "findings",
        ("communitywelfare.io.foreign.importing", "Imported"): "findings",
        ("communitywelfare.rules.bylaws", "ByLaw"): "bylaws",
        ("communitywelfare.rules.bylaws", "BenefitPolicy"): "bylaws",
        ("communitywelfare.rules.bylaws", "Benefit"): "bylaws",
        (f"{_SIMULATION}.policy", "Policy"): "policies",
        ("communitywelfare.fund.value", "Fund"): "funds",
        ("communitywelfare.fund.figures", "FundFigures"): "funds",
        ("communitywelfare.reports.sheets", "Sheet"): "statements",
        ("communitywelfare.reports.sheets", "Table"): "statements",
        (f"{_STATEMENTS}.cashbook", "CashBook"): "statements",
        (f"{_STATEMENTS}.income", "IncomeAndExpense"): "statements",
        (f"{_STATEMENTS}.ledger", "Ledger"): "statements",
        (f"{_STATEMENTS}.ledger", "SubLedger"): "statements",
        (f"{_STATEMENTS}.position", "BalanceSheet"): "statements",
        (f"{_STATEMENTS}.pots", "Pot"): "statements",
        (f"{_STATEMENTS}.receipts_payments", "ReceiptsAndPayments"): "statements",
        (f"{_STATEMENTS}.section10", "Section10"): "statements",
        (f"{_STATEMENTS}.trial", "TrialBalance"): "statements",
        (f"{_STATEMENTS}.trial", "TrialBalanceOfPeriod"): "statements",
        (f"{_SIMULATION}.projection", "Projection"): "projections",
        (f"{_SIMULATION}.study", "Study"): "projections",
        (f"{_SIMULATION}.expectation", "Expectation"): "projections",
        (f"{_SIMULATION}.start", "Start"): "projections",
        (f"{_SIMULATION}.needed", "LeastDues"): "answers",
        (f"{_SIMULATION}.gains", "Cell"): "answers",
        (f"{_SIMULATION}.gains", "Cohort"): "answers",
        (f"{_SIMULATION}.hindsight", "PastYear"): "answers",
        (f"{_SIMULATION}.sensitivity", "Sway"): "answers",
        (f"{_SIMULATION}.answers", "Costs"): "answers",
        (f"{_SIMULATION}.answers", "FundingRatio"): "answers",
        (f"{_SIMULATION}.intervals", "Proportion"): "answers",
        (f"{_SIMULATION}.intervals", "Mean"): "answers",
        (f"{_SIMULATION}.assumptions", "Assumptions"): "assumptions",
        (f"{_SIMULATION}.rates", "RateTable"): "assumptions",
    }
)
"""Every type that has a fragment, by its module and its name, with the room of `reports.notebook` that shows it.

Types are named and not imported, so that whoever only decides claims does not load numpy for want of a display.
"""

_SEVERAL: Final = (tuple, list)


def fragment(value: object, language: Language = "th") -> str | None:
    """What a notebook shows of a value, or of a tuple or list of values of one type; None where nothing is.

    Of a value that shows itself to notebooks, such as a chart, it is what that shows.

    It is HTML that needs nothing beside itself and runs no script. Names, citizen IDs, birth dates, addresses and what
    people typed freely are hidden.

    Raises:
        InvalidValue: There is no such language.
    """
    values: Sequence[object] = value if isinstance(value, _SEVERAL) else (value,)
    kinds = {(type(each).__module__, type(each).__name__) for each in values}
    room = SHOWN.get(next(iter(kinds))) if len(kinds) == 1 else None
    if room is None:
        return None if isinstance(value, _SEVERAL) else _of_its_own(value)
    body = import_module(f"communitywelfare.reports.notebook.{room}").shown_fragment(values, language)
    framed: str = import_module("communitywelfare.reports.notebook.frame").framed(body, language)
    return framed


def show(language: Language = "th") -> None:
    """Let the notebook that is running show values of this library, in a language.

    Raises:
        Refused: No notebook is running.
    """
    shell = _running()
    if shell is None:
        finding = Finding("notebook.none_running", Severity.ERROR)
        raise Refused("no notebook is running: call this in a cell of Jupyter or IPython", finding)
    _register(shell, language)


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext communitywelfare.notebook`` does: show values in Thai, until `show` says otherwise."""
    _register(shell, "th")


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext communitywelfare.notebook`` does: leave values to their `repr` again."""
    formatter = _formatter(shell)
    for module, name in SHOWN:
        formatter.pop(f"{module}.{name}", None)
    for kind in _SEVERAL:
        if isinstance(formatter.for_type(kind), _Shows):
            formatter.pop(kind)


def _of_its_own(value: object) -> str | None:
    """What a value shows by itself; the method is looked for where IPython looks, never on a class."""
    own = None if isinstance(value, type) else getattr(value, "_repr_html_", None)
    shown: str | None = None if own is None else own()
    return shown


class _Shows:
    """A formatter: it loads the room of a value when it is first asked for."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def __call__(self, value: object) -> str | None:
        if isinstance(value, _SEVERAL) and type(value) not in _SEVERAL:  # somebody else's, which may show itself
            return _of_its_own(value)
        return fragment(value, self._language)


def _register(shell: Any, language: Language) -> None:
    """Register one formatter for every type by its name, and for tuples and lists where nobody else shows these."""
    formatter, shows = _formatter(shell), _Shows(language)
    for module, name in SHOWN:
        formatter.pop(f"{module}.{name}", None)  # a type that was shown before is kept elsewhere than one by its name
        formatter.for_type_by_name(module, name, shows)
    for kind in _SEVERAL:
        if isinstance(formatter.for_type(kind), _Shows | None):
            formatter.for_type(kind, shows)


def _formatter(shell: Any) -> Any:
    return shell.display_formatter.formatters["text/html"]


def _running() -> Any:
    """The shell of the notebook that is running; None where IPython was never loaded, or nothing runs in it."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()
