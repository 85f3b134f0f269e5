"""Clauses of made-up by-laws, as plain documents: an amount, some limits, and a condition or two.

Whatever the language can say, these say some time; what they leave out stands in the list of a test.
"""

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
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.strategies.values import amounts, durations

__all__ = ["ATTRIBUTES", "CATEGORIES", "DOCUMENTS", "FORMS", "LEVELS", "Document", "clauses", "notations"]

Document = dict[str, object]

FORMS = tuple(BUILT_IN_FORMS)
_PLAINEST = ("flat", "per unit", "steps", "flat", "per unit", "steps")
DOCUMENTS = ("สำเนาบัตรประชาชน", "ใบรับรองแพทย์", "สูติบัตร")
LEVELS = ("ป.6", "ม.3", "ม.6")
ATTRIBUTES: Document = {
    "level": {"kind": "text", "options": [*LEVELS, "ป.1"]},
    "grade": {"kind": "number"},
    "hours": {"kind": "whole"},
    "bill": {"kind": "baht"},
    "alcohol_free": {"kind": "yes or no"},
}
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
_LENGTHS = durations().map(str)
_SIGNS = st.sampled_from(["<", "<=", ">=", ">"])
_ALL_SIGNS = st.sampled_from(["<", "<=", "==", "!=", ">=", ">"])


def _joined(*parts: SearchStrategy[object]) -> SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: " ".join(map(str, found)))


def _listed(codes: Iterable[str | Enum]) -> SearchStrategy[str]:
    return st.lists(_texts(codes), min_size=1, max_size=3, unique=True).map(
        lambda found: "(" + ", ".join(f'"{each}"' for each in found) + ")"
    )


_ATOMS = st.one_of(
    _joined(_texts(Clock), _SIGNS, _LENGTHS),
    _joined(st.just("arrears"), _ALL_SIGNS, st.integers(0, 6), st.just("months")),
    _joined(st.just("paid_months"), _ALL_SIGNS, st.integers(0, 24), st.just("months")),
    _joined(st.just("paid"), _SIGNS, st.integers(0, 2_000), st.just("baht")),
    _joined(st.sampled_from(["units", "hours"]), _ALL_SIGNS, st.integers(0, 13)),
    _joined(st.just("grade"), _ALL_SIGNS, st.sampled_from(["2", "2.00", "3.5"])),
    _joined(st.just("group in"), _listed(Group)),
    _joined(st.just("sex in"), _listed(Sex)),
    _joined(st.just("relation not in"), _listed(Relationship)),
    _joined(st.just("level in"), _listed(LEVELS)),
    st.just("alcohol_free"),
    _joined(st.just("years(membership, 6 months)"), _ALL_SIGNS, st.integers(0, 20)),
    st.just("bill > paid"),
)


def notations() -> SearchStrategy[str]:
    """Conditions in the notation of ``when``, with parts joined by ``and``, ``or`` and ``not``.

    >>> from hypothesis import find
    >>> find(notations(), lambda text: "alcohol" in text)
    'alcohol_free'
    """
    return st.recursive(
        _ATOMS,
        lambda inner: st.one_of(
            _joined(st.just("("), inner, st.sampled_from(["and", "or"]), inner, st.just(")")),
            _joined(st.just("not ("), inner, st.just(")")),
        ),
        max_leaves=4,
    )


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
_RARER = {
    "paid_for": st.sampled_from(["6 months", "1 year"]),
    "no_claim": st.fixed_dictionaries({"for": _TIMES}),
    "when": notations() | st.lists(notations(), min_size=1, max_size=2),
    "covers": st.sampled_from(["members", "non-members", "everyone"]),
    "committee": st.just("decides"),
    "automatic": st.sampled_from(
        [
            {"every": "month"},
            {"every": "year", "on": "04-13"},
            {"every": "year"},
            {"ages": ["40 years", "60 years", "726 months"]},
        ]
    ),
    "event": st.sampled_from(["hospital_stay", "funeral"]),
    "gives": st.just([{"what": {"th": "พวงหรีด", "en": "a wreath"}, "worth": "500.00"}]),
    "payees": st.just({"nominees": True, "shares": {"SPOUSE": "1/2", "CHILD": "1/2"}, "order": ["MOTHER", "FATHER"]}),
}
_WINDOWS = _texts(window for window in Window if window is not Window.ROLLING)
_PER = _WINDOWS | _WINDOWS | st.sampled_from(["90 days", "18 months", "2 years"])
_OPTIONAL = {"household": st.booleans(), "together_with": st.just(list(CATEGORIES))}
_LIMITS = st.lists(
    st.one_of(
        st.fixed_dictionaries({Measure.BAHT.value: _baht(5_000), "per": _PER}, optional=_OPTIONAL),
        st.fixed_dictionaries({Measure.UNITS.value: st.integers(0, 12), "per": _PER}, optional=_OPTIONAL),
        st.fixed_dictionaries({Measure.TIMES.value: st.integers(0, 4), "per": _PER}, optional=_OPTIONAL),
    ),
    max_size=3,
)
_ONE_IN_FOUR = st.integers(0, 3)
_SUMS = _baht(3_000)
_COUNTS = st.sets(st.integers(1, 60), min_size=1, max_size=5).map(sorted)
_PARTS = st.sampled_from(["1/2", "1/3", "12.5%", "100%"])
_ROUNDINGS = st.fixed_dictionaries(
    {
        "to": st.sampled_from(["1.00", "0.25", "0.01"]),
        "direction": st.sampled_from(["down", "up", "half up", "half even"]),
        "source": st.just("ข้อสมมติ"),
    }
)
_BOUNDS = {"at_least": _baht(1_000), "at_most": st.sampled_from(["1000.00", "100000.00"])}
_FORMULAS = st.sampled_from(
    [
        "300 baht * years(membership, 6 months)",
        "min(paid, 10000 baht) + 20 baht * units",
        "max(share(bill, 1, 3) - 100 baht, 50 baht)",
        "share(paid, 2, 37)",
        "bill - paid",
        "10 baht * months(age)",
    ]
)


@composite
def clauses(draw: DrawFn, *, name: str, forms: Collection[str] = FORMS, others: Collection[str] = ()) -> Document:
    """A clause by one of the forms of amount, with limits and conditions that may shut out many.

    `others` are the names of the version's other clauses, which limits, deductions and shares may refer to.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(clauses(name="death"))
    ... def test_a_clause_has_its_category(clause):
    ...     assert clause["category"] == "04"
    >>> test_a_clause_has_its_category()
    """
    there = [*others, name]
    limits = [_only(there, limit) for limit in draw(_LIMITS)]
    clause: Document = {
        "label": _LABELS[name],
        "category": CATEGORIES[name],
        "amount": draw(_amounts(form=draw(_one_form(tuple(forms))))),
        "limits": limits,
    }
    if others and draw(_ONE_IN_FOUR) == 0:
        clause["deducts"] = [draw(st.sampled_from(list(others)))]
    rarer = draw(_some(_RARER)) if draw(_ONE_IN_FOUR) == 0 else {}
    return clause | draw(_some(_CONDITIONS)) | rarer


def _one_form(forms: tuple[str, ...]) -> SearchStrategy[str]:
    """One of the forms; the plainest most often, for so it is in by-laws."""
    return st.sampled_from([*(form for form in _PLAINEST if form in forms), *forms])


def _only(there: Collection[str], limit: Document) -> Document:
    """A limit together with only such clauses as there are."""
    return limit | ({"together_with": list(there)} if "together_with" in limit else {})


@composite
def _tiers(draw: DrawFn) -> list[Document]:
    unit = draw(_texts(Unit))
    return [{"from": f"{count} {unit}s", "pay": draw(_SUMS)} for count in draw(_COUNTS)]


@composite
def _closed_tiers(draw: DrawFn) -> Document:
    """Rows with an end of their own, which may leave gaps or overlap."""
    unit, key = draw(_texts(Unit)), draw(st.sampled_from(["from", "over"]))
    end = draw(st.sampled_from(["below", "to"]))
    rows = [
        {key: f"{count} {unit}s", end: f"{count + draw(st.integers(1, 20))} {unit}s", "pay": draw(_SUMS)}
        for count in draw(_COUNTS)
    ]
    return {"steps": rows, "overlap": draw(st.sampled_from(["earlier row", "later row"]))}


@composite
def _amounts(draw: DrawFn, *, form: str) -> Document:
    some_bounds: Document = draw(_some(_BOUNDS))
    bounds = {} if len(some_bounds) > 1 else some_bounds
    clock = draw(_texts(Clock))
    match form:
        case "flat":
            return {"form": form, "pays": draw(_SUMS)}
        case "per unit":
            tiered: SearchStrategy[object] = _tiers().map(lambda rows: {"form": "steps", "by": clock, "steps": rows})
            return {"form": form, "pays": draw(st.one_of(_SUMS, _SUMS, tiered)), "unit": draw(_texts(CountedUnit))}
        case "steps":
            rows = draw(st.one_of(_tiers().map(lambda found: {"steps": found}), _closed_tiers()))
            return {"form": form, "by": clock, **rows}
        case "table":
            cases = [{"when": draw(notations()), "pay": draw(_SUMS)} for _ in range(draw(st.integers(1, 3)))]
            return {"form": form, "rows": cases} | draw(_some({"otherwise": _SUMS}))
        case "by years":
            rate = draw(st.one_of(_SUMS.map(lambda pays: {"pays": pays}), _tiers().map(lambda rows: {"rates": rows})))
            return {"form": form, "by": clock, **rate, **draw(_some({"part_over": st.just("6 months")})), **bounds}
        case "base and steps":
            unit = draw(_texts(Unit))
            times = {"every": f"{draw(st.integers(1, 5))} {unit}s", "since": f"{draw(st.integers(0, 5))} {unit}s"}
            return {"form": form, "by": clock, "base": draw(_SUMS), "adds": draw(_SUMS), **times, **bounds}
        case "share":
            of = draw(st.sampled_from(["contributions", "bill", {"form": "flat", "pays": "999.99"}]))
            parts = draw(
                st.one_of(
                    _PARTS.map(lambda part: {"share": part}),
                    _PARTS.map(lambda part: {"shares": {"SPOUSE": part, "SELF": "1/2"}}),
                )
            )
            return {"form": form, "of": of, **parts, "rounding": draw(_ROUNDINGS), **bounds}
        case "formula":
            return {"form": form, "pays": draw(_FORMULAS), "rounding": draw(_ROUNDINGS), **bounds}
        case "discretion":
            return {"form": form, "at_most": draw(_SUMS)}
        case _:
            return {"form": form}
