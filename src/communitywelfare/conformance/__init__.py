"""Is it a form of amount? One line for the author of a form asks everything that the library relies on.

A test of a form is this::

    from communitywelfare.conformance import check_form


    def test_my_form_conforms():
        check_form(MyForm, [{"each": "500.00"}, {"each": 0}])

The checks draw made-up by-laws and claims with Hypothesis (the extra ``testing``), the same ones on every machine. All
checks that fail are told at once, each with the plainest case that was found.
"""

from collections.abc import Callable
from types import MappingProxyType

from attrs import frozen
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from communitywelfare.conformance.checks import CHECKS
from communitywelfare.conformance.telling import told
from communitywelfare.conformance.trials import Broken, Document, Lacking, Tables, Trial, ask, trials
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.registry import BUILT_IN_FORMS

__all__ = ["NotConforming", "Violation", "check_form"]

NO_ATTRIBUTES: Document = MappingProxyType({})


@frozen
class Violation:
    """A check that does not hold, and an example of it in words."""

    check: str
    example: str


class NotConforming(AssertionError):
    """A form that does not conform, with every check that fails."""

    def __init__(self, form: str, violations: tuple[Violation, ...]) -> None:
        head = f"the form {form} fails {len(violations)} of {len(CHECKS)} checks"
        super().__init__("\n".join((head, *(f"{each.check}: {each.example}" for each in violations))))
        self.violations = violations


def check_form(
    form: type[AmountForm], tables: Tables, *, attributes: Document = NO_ATTRIBUTES, examples: int = 50
) -> None:
    """Check all that the library relies on in a form of amount.

    Args:
        form: The form: a class, or what `amount_form` makes of a function.
        tables: What a by-law may write under ``amount``, without ``form``: some tables, or a Hypothesis strategy.
        attributes: What by-laws with this form ask claims to state, as under ``attributes`` in a by-law; those that a
            function declares need not be named.
        examples: How many made-up cases are tried.

    Raises:
        NotConforming: Some checks fail; it tells them all.
    """
    unfit = _unfit(form)
    if unfit:
        raise NotConforming(str(getattr(form, "form", form)), (Violation("reading", unfit),))
    found: dict[str, list[str]] = {name: [] for name in CHECKS}
    answered: list[object] = []

    def tried(trial: Trial) -> None:
        for name in CHECKS if trial.bylaw is not None else ("reading",):
            try:
                CHECKS[name](trial)
            except Broken as broken:
                found[name].append(told(broken, trial))
            except Exception as error:  # noqa: BLE001  # whatever a form does to the library is the form's
                stopped = Broken(f"it stops the library with {type(error).__name__}: {error}")
                found[name].append(told(stopped, trial))
        if trial.bylaw is not None and not isinstance(ask(trial.amount, trial.known), Lacking):
            answered.append(trial)

    _of_many(tried, trials(form, tables, attributes), examples)
    if not (answered or found["reading"]):
        found["answer"].append("it never answers: name in attributes what it asks claims to state")
    violations = tuple(Violation(name, min(each, key=len)) for name, each in found.items() if each)
    if violations:
        raise NotConforming(form.form, violations)


def _unfit(form: type[AmountForm]) -> str:
    """Why a thing cannot even be tried, if so."""
    lacks = [member for member in ("form", "read", "entitlement") if not hasattr(form, member)]
    if lacks:
        return f"it is no form of amount, for it lacks {', '.join(lacks)}"
    is_taken = BUILT_IN_FORMS.get(form.form, form) is not form
    return f"the name {form.form} is the library's own" if is_taken else ""


def _of_many(tried: Callable[[Trial], None], drawn: SearchStrategy[Trial], examples: int) -> None:
    """Try many cases, the same on every machine and whatever the author's own settings are."""
    settled = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seed(_SEED)(settled(given(drawn)(tried)))()


_SEED = 2567
