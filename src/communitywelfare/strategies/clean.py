"""By-laws with nothing weak in them: lint has at most notes about them, whatever they say."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.reading import FORMAT
from communitywelfare.strategies.clauses import CATEGORIES, DOCUMENTS, Document
from communitywelfare.strategies.values import EARLIEST

__all__ = ["clean_bylaw_documents", "clean_bylaws"]

_NAMES = st.lists(st.sampled_from(list(CATEGORIES)), min_size=2, max_size=4, unique=True)
_HUNDREDS = st.integers(1, 20).map(lambda hundreds: hundreds * 100)
_ATTRIBUTES = {"bill": {"kind": "baht"}, "level": {"kind": "text", "options": ["ป.6", "ม.3", "ม.6"]}}


def _baht(amount: int) -> str:
    return f"{amount}.00"


@composite
def _rows(draw: DrawFn, *, first: int) -> list[Document]:
    """Rows that rise in time and in money, none to three times the one before."""
    pay, year, rows = draw(_HUNDREDS), first, list[Document]()
    for _ in range(draw(st.integers(1, 4))):
        rows.append({"from": f"{year} years", "pay": _baht(pay)})
        pay, year = pay + draw(st.integers(0, 9)) * pay // 10, year + draw(st.integers(1, 5))
    return rows


@composite
def _flat(draw: DrawFn) -> Document:
    often = draw(st.integers(1, 3))
    limits = [{"times": often, "per": "fiscal year"}, {"times": often + draw(st.integers(1, 5)), "per": "lifetime"}]
    return {"amount": {"form": "flat", "pays": _baht(draw(_HUNDREDS))}, "limits": limits[: draw(st.integers(0, 2))]}


@composite
def _per_unit(draw: DrawFn) -> Document:
    nights = draw(st.integers(2, 5))
    limits = [{"units": nights, "per": "event"}, {"units": nights + draw(st.integers(0, 20)), "per": "fiscal year"}]
    amount = {"form": "per unit", "pays": _baht(draw(_HUNDREDS)), "unit": "night"}
    return {"amount": amount, "limits": limits[: draw(st.integers(0, 2))]}


@composite
def _steps_by_membership(draw: DrawFn) -> Document:
    first = draw(st.integers(1, 4))
    waits = draw(st.sampled_from([{}, {"wait": f"{first} years"}]))
    return waits | {"amount": {"form": "steps", "by": "membership", "steps": draw(_rows(first=first))}}


@composite
def _steps_by_age(draw: DrawFn) -> Document:
    first = draw(st.integers(50, 70))
    amount = {"form": "steps", "by": "age", "steps": draw(_rows(first=first))}
    clause: Document = {"age": {"from": f"{first} years"}, "amount": amount}
    automatic = {"automatic": {"ages": [f"{first} years"]}}
    return clause | draw(st.sampled_from([{}, automatic]))


@composite
def _by_years(draw: DrawFn) -> Document:
    return {"amount": {"form": "by years", "pays": _baht(draw(_HUNDREDS)), "at_most": "100000.00"}}


@composite
def _base_and_steps(draw: DrawFn) -> Document:
    adds = draw(_HUNDREDS)
    every = f"{draw(st.integers(1, 5))} years"
    return {"amount": {"form": "base and steps", "base": _baht(adds * 2), "adds": _baht(adds), "every": every}}


@composite
def _table(draw: DrawFn) -> Document:
    least = draw(_HUNDREDS)
    rows = [{"when": f"level == '{level}'", "pay": _baht(least + more)} for more, level in ((0, "ป.6"), (100, "ม.3"))]
    amount = {"form": "table", "rows": rows}
    return {"amount": amount | draw(st.sampled_from([{}, {"otherwise": _baht(50)}]))}


@composite
def _share(draw: DrawFn) -> Document:
    rounding = {"to": "1.00", "direction": "down", "source": "ข้อสมมติ"}
    part = draw(st.sampled_from(["1/2", "80%", "1/3"]))
    return {"amount": {"form": "share", "of": "bill", "share": part, "rounding": rounding, "at_most": "2000.00"}}


@composite
def _formula(draw: DrawFn) -> Document:
    rate = draw(_HUNDREDS)
    return {"amount": {"form": "formula", "pays": f"min({rate} baht * years(membership, 6 months), 20000 baht)"}}


@composite
def _discretion(draw: DrawFn) -> Document:
    return {"amount": {"form": "discretion", "at_most": _baht(draw(_HUNDREDS))}, "committee": "decides"}


_IN_KIND: Document = {"amount": {"form": "in kind"}, "gives": [{"what": {"th": "พวงหรีด", "en": "a wreath"}}]}
_BODIES: SearchStrategy[Document] = st.one_of(
    _flat(),
    _per_unit(),
    _steps_by_membership(),
    _steps_by_age(),
    _by_years(),
    _base_and_steps(),
    _table(),
    _share(),
    _formula(),
    _discretion(),
    st.just(_IN_KIND),
)
_CONDITIONS: SearchStrategy[Document] = st.fixed_dictionaries(
    {},
    optional={
        "groups": st.just(["ELDERLY", "DISABLED"]),
        "sex": st.sampled_from([["F"], ["M"]]),
        "relations": st.just(["SELF", "CHILD"]),
        "when": st.sampled_from(["paid >= 100 baht", "paid_months >= 12 months or group in ('DISABLED')"]),
        "documents": st.just(list(DOCUMENTS[:1])),
        "claim_within": st.sampled_from(["30 days", "1 year"]),
        "payees": st.just({"nominees": True, "shares": {"SPOUSE": "1/2", "CHILD": "1/2"}, "order": ["MOTHER"]}),
    },
)


@composite
def _clauses(draw: DrawFn, *, name: str, number: int) -> Document:
    head: Document = {
        "label": {"th": f"สวัสดิการ {number}", "en": f"benefit {number}"},
        "category": CATEGORIES[name],
        "cite": f"ข้อ {number}",
    }
    return head | draw(_CONDITIONS) | deepcopy(draw(_BODIES))


@composite
def clean_bylaw_documents(draw: DrawFn, *, max_versions: int = 2) -> Mapping[str, object]:
    """By-laws without a weakness, as the plain values of a TOML file; a later version only gives more.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(clean_bylaw_documents(max_versions=1))
    ... def test_a_clean_bylaw_has_a_clause_or_more(document):
    ...     assert document["version"][0]["benefit"]
    >>> test_a_clean_bylaw_has_a_clause_or_more()
    """
    names = draw(_NAMES)
    first: Document = {
        "id": "1",
        "adopted": EARLIEST,
        "effective": EARLIEST + timedelta(days=draw(st.integers(0, 60))),
        "cite": "ระเบียบสมมุติ",
        "source": "แต่งขึ้น",
        "tenure_from": "applied",
        "year_start": "10-01",
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "standing": {"arrears_at_most_months": draw(st.integers(1, 6))},
        "benefit": {name: draw(_clauses(name=name, number=at)) for at, name in enumerate(names, start=1)},
    }
    _declare(first)
    versions = [first]
    for number in range(2, draw(st.integers(1, max_versions)) + 1):
        versions.append(_later(versions[-1], number, draw(_HUNDREDS)))
    name = {"th": "กองทุนตัวอย่าง", "en": "a made-up fund"}
    return {"format": FORMAT, "fund": "F00", "name": name, "version": versions}


def _declare(version: Document) -> None:
    """Declare the attributes that a clause looks at, and no others."""
    said = repr(version["benefit"])
    looked_at: Mapping[str, Callable[[], bool]] = {
        "bill": lambda: "'of': 'bill'" in said,
        "level": lambda: "level ==" in said,
    }
    used = {name: _ATTRIBUTES[name] for name, is_used in looked_at.items() if is_used()}
    if used:
        version["attributes"] = used


def _later(before: Document, number: int, more: int) -> Document:
    """The next version: the same clauses, and fixed sums that are larger."""
    version = deepcopy(before)
    day = EARLIEST + timedelta(days=1_000 * number)
    version |= {"id": str(number), "adopted": day, "effective": day}
    clauses = version["benefit"]
    for clause in clauses.values() if isinstance(clauses, dict) else ():
        if clause["amount"]["form"] == "flat":
            raised = int(clause["amount"]["pays"].partition(".")[0]) + more
            clause["amount"]["pays"] = _baht(raised)
    return version


def clean_bylaws(*, max_versions: int = 2) -> SearchStrategy[ByLaw]:
    """By-laws without a weakness, built from `clean_bylaw_documents`.

    >>> from communitywelfare.rules.lint import lint
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(clean_bylaws())
    ... def test_nothing_is_weak(bylaw):
    ...     assert not [finding for finding in lint(bylaw) if finding.severity.value != "info"]
    >>> test_nothing_is_weak()
    """
    return clean_bylaw_documents(max_versions=max_versions).map(build_bylaw)
