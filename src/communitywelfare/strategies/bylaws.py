"""By-laws that could be some fund's: as plain documents, as a file holds them, and built."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.contributions import Dues
from communitywelfare.members import TenureStart
from communitywelfare.rules import Benefit, ByLaw, Governs, build_bylaw
from communitywelfare.rules.bylaws import Transferring
from communitywelfare.rules.reading import FORMAT
from communitywelfare.strategies.clauses import ATTRIBUTES, CATEGORIES, FORMS, Document, clauses
from communitywelfare.strategies.dues import dues
from communitywelfare.strategies.values import EARLIEST, year_starts

__all__ = ["benefits", "bylaw_documents", "bylaws"]

_GOVERNS = st.sampled_from([each.value for each in Governs])
_TENURE = st.sampled_from([each.value for each in TenureStart])
_CONTINUITY = st.sampled_from(
    [
        {},
        {"on_rejoining": "continues"},
        {"on_rejoining": "adds up", "rejoining_within": "1 year"},
        *({"on_transfer": each.value} for each in Transferring),
    ]
)
_STANDING = st.one_of(
    st.none(),
    st.just({"arrears_at_most_months": 3}),
    st.builds(lambda months: {"arrears_at_most_months": months}, st.integers(0, 12)),
    st.builds(
        lambda months, days: {
            "suspended_from_months": months,
            "ended_over_months": months + 6,
            "reinstated_after": f"{days} days",
        },
        st.integers(1, 6),
        st.integers(0, 120),
    ),
)
_YEAR_STARTS = year_starts().map(str)
_NAMES = st.sampled_from(list(CATEGORIES))
_LATER = st.integers(1, 5_000)


@composite
def bylaw_documents(
    draw: DrawFn,
    *,
    first: date = EARLIEST,
    max_versions: int = 2,
    max_benefits: int = 3,
    forms: Collection[str] = FORMS,
) -> Mapping[str, object]:
    """By-laws as the plain values of a TOML file; the first version takes effect on the day `first`.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(bylaw_documents())
    ... def test_a_document_becomes_a_bylaw(document):
    ...     assert build_bylaw(document).fund == document["fund"]
    >>> test_a_document_becomes_a_bylaw()
    """
    later = draw(st.sets(_LATER, max_size=max_versions - 1))
    starts = [first + timedelta(days=day) for day in (0, *sorted(later))]
    return {
        "format": FORMAT,
        "fund": "F00",
        "name": {"th": "กองทุนตัวอย่าง", "en": "a made-up fund"},
        "governs": draw(_GOVERNS),
        "version": [
            draw(_versions(name=str(place), effective=start, max_benefits=max_benefits, forms=tuple(forms)))
            for place, start in enumerate(starts, start=1)
        ],
    }


def bylaws(
    *, first: date = EARLIEST, max_versions: int = 2, max_benefits: int = 3, forms: Collection[str] = FORMS
) -> SearchStrategy[ByLaw]:
    """By-laws with one or more versions, built from `bylaw_documents`.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(bylaws())
    ... def test_a_version_governs_from_its_first_day(bylaw):
    ...     newest = bylaw.versions[-1]
    ...     assert bylaw.in_force(newest.effective) == newest
    >>> test_a_version_governs_from_its_first_day()
    """
    documents = bylaw_documents(first=first, max_versions=max_versions, max_benefits=max_benefits, forms=forms)
    return documents.map(build_bylaw)


def benefits(*, forms: Collection[str] = FORMS) -> SearchStrategy[Benefit]:
    """Single clauses of a by-law, with their conditions and limits.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(benefits(forms=["flat"]))
    ... def test_a_clause_has_words_in_two_languages(benefit):
    ...     assert {"th", "en"} == set(benefit.label)
    >>> test_a_clause_has_words_in_two_languages()
    """
    return bylaws(max_versions=1, max_benefits=1, forms=forms).map(lambda bylaw: bylaw.versions[0].benefits[0])


@composite
def _versions(draw: DrawFn, *, name: str, effective: date, max_benefits: int, forms: tuple[str, ...]) -> Document:
    named = draw(st.lists(_NAMES, min_size=1, max_size=max_benefits, unique=True))
    standing = draw(_STANDING)
    said = draw(_CONTINUITY) | ({} if standing is None else {"standing": standing})
    return said | {
        "id": name,
        "adopted": effective - timedelta(days=30),
        "effective": effective,
        "source": "ระเบียบสมมุติ",
        "tenure_from": draw(_TENURE),
        "year_start": draw(_YEAR_STARTS),
        "dues": _dues_document(draw(dues())),
        "attributes": ATTRIBUTES,
        "benefit": {
            clause: draw(clauses(name=clause, forms=forms, others=[other for other in named if other != clause]))
            for clause in named
        },
    }


def _dues_document(asked: Dues) -> Document:
    document: Document = {
        "convention": asked.convention.value,
        "rate": asked.rate.plain,
        "first_month": asked.first_month.value,
        "entry_fee": asked.entry_fee.plain,
    }
    if asked.rounding is not None:
        rounding = asked.rounding
        to, direction = rounding.to.plain, rounding.direction.value
        document["rounding"] = {"to": to, "direction": direction, "source": rounding.source}
    return document
