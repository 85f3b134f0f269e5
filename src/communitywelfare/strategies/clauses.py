"""Clauses of made-up by-laws, as plain documents: an amount, some limits, and a condition or two."""

from collections.abc import Collection, Iterable, Mapping
from enum import Enum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.calendar import Unit
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts.per_unit import CountedUnit
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.limits import Measure, Window
from communitywelfare.strategies.values import amounts, durations

__all__ = ["CATEGORIES", "DOCUMENTS", "FORMS", "LEVELS", "Document", "clauses"]

Document = dict[str, object]

FORMS = ("flat", "per unit", "steps")
DOCUMENTS = ("สำเนาบัตรประชาชน", "ใบรับรองแพทย์", "สูติบัตร")
LEVELS = ("ป.6", "ม.3", "ม.6")
CATEGORIES = {"birth": "01", "hospital": "02", "elderly": "03", "death": "04", "scholarship": "08", "other": "99"}
_LABELS = {
    "birth": {"th": "คลอดบุตร", "en": "childbirth"},
    "hospital": {"th": "นอนโรงพยาบาล", "en": "hospital stay"},
    "elderly": {"th": "ผู้สูงอายุ", "en": "elderly"},
    "death": {"th": "เสียชีวิต", "en": "death"},
    "scholarship": {"th": "ทุนการศึกษา", "en": "scholarship"},
    "other": {"th": "อื่น ๆ", "en": "other"},
}


def _texts(codes: Iterable[str | Enum]) -> SearchStrategy[str]:
    return st.sampled_from([str(code.value) if isinstance(code, Enum) else code for code in codes])


def _some_of(codes: Iterable[str | Enum]) -> SearchStrategy[object]:
    return st.lists(_texts(codes), min_size=1, max_size=4, unique=True)


def _baht(most: int) -> SearchStrategy[str]:
    usual = st.sampled_from([200, 500, 1_000]).map(lambda baht: f"{baht}.00")
    return usual | amounts(at_least=ZERO, at_most=Money.baht(most)).map(lambda amount: amount.plain)


@composite
def _some(draw: DrawFn, parts: Mapping[str, SearchStrategy[object]]) -> Document:
    """Up to two of the parts, none more often than another."""
    chosen = draw(st.lists(st.sampled_from(list(parts)), max_size=2, unique=True))
    return {key: draw(parts[key]) for key in chosen}


_TIMES = durations().map(str)
_AGES = st.fixed_dictionaries(
    {"from": st.integers(0, 70).map(lambda years: f"{years} years")},
    optional={"below": st.integers(71, 90).map(lambda years: f"{years} years")},
)
_TESTS = {
    "level": _some_of(LEVELS).map(lambda levels: {"one_of": levels}),
    "grade": st.sampled_from(["2.00", "3.5"]).map(lambda least: {"at_least": least}),
}
_CONDITIONS = {
    "wait": st.sampled_from(["180 days", "6 months", "1 year"]) | _TIMES,
    "standing": st.just("any"),
    "age": _AGES,
    "groups": _some_of(Group),
    "sex": _some_of(Sex),
    "relations": _some_of(Relationship),
    "when": _some(_TESTS),
    "documents": _some_of(DOCUMENTS),
    "claim_within": _TIMES,
}
_LIMITS = st.lists(
    st.one_of(
        st.fixed_dictionaries({Measure.BAHT.value: _baht(5_000), "per": _texts(Window)}),
        st.fixed_dictionaries({Measure.UNITS.value: st.integers(0, 12), "per": _texts(Window)}),
        st.fixed_dictionaries({Measure.TIMES.value: st.integers(0, 4), "per": _texts(Window)}),
    ),
    max_size=3,
)
_SUMS = _baht(3_000)
_COUNTS = st.sets(st.integers(1, 60), min_size=1, max_size=5).map(sorted)


@composite
def clauses(draw: DrawFn, *, name: str, forms: Collection[str] = FORMS) -> Document:
    """A clause by one of the forms of amount, with limits and conditions that may shut out many.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(clauses(name="death"))
    ... def test_a_clause_has_its_category(clause):
    ...     assert clause["category"] == "04"
    >>> test_a_clause_has_its_category()
    """
    clause: Document = {
        "label": _LABELS[name],
        "category": CATEGORIES[name],
        "amount": draw(_amounts(form=draw(st.sampled_from(list(forms))))),
        "limits": draw(_LIMITS),
    }
    return clause | draw(_some(_CONDITIONS))


@composite
def _amounts(draw: DrawFn, *, form: str) -> Document:
    match form:
        case "flat":
            return {"form": form, "pays": draw(_SUMS)}
        case "per unit":
            return {"form": form, "pays": draw(_SUMS), "unit": draw(_texts(CountedUnit))}
        case _:
            unit = draw(_texts(Unit))
            steps = [{"from": f"{count} {unit}s", "pay": draw(_SUMS)} for count in draw(_COUNTS)]
            return {"form": form, "by": draw(_texts(Clock)), "steps": steps}
