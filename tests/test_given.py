"""What is given for a field is tried at once: what is something else is refused, with what is wanted."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import BE_OFFSET, BUDDHIST_ABOVE
from communitywelfare.claims import Claim, Event
from communitywelfare.errors import Finding, InvalidValue
from communitywelfare.members import Relationship
from communitywelfare.wording import LANGUAGES, words

DAY = date(2024, 10, 2)
EVENT = Event(day=DAY)
CLAIM = {"number": "1/2567", "day": DAY, "member": "M00001", "benefit": "death", "category": "04", "event": EVENT}
SECRET = 9000000000012


def refused(kind: type, **fields: object) -> Finding:
    with pytest.raises(InvalidValue) as caught:
        kind(**fields)
    [finding] = caught.value.findings
    assert str(SECRET) not in str(caught.value)
    for language in LANGUAGES:
        assert str(SECRET) not in words(finding, language)
        assert "{" not in words(finding, language)
    return finding


@pytest.mark.parametrize(
    ("fields", "what", "found"),
    [
        ({"day": "2024-10-02"}, "Event.day", "str"),
        ({"day": datetime(2024, 10, 2, tzinfo=UTC)}, "Event.day", "datetime"),
        ({"day": None}, "Event.day", "None"),
        ({"day": DAY, "until": 20241006}, "Event.until", "20241006"),
        ({"day": DAY, "units": "4"}, "Event.units", "str"),
        ({"day": DAY, "units": -1}, "Event.units", "-1"),
        ({"day": DAY, "units": 4.0}, "Event.units", "4.0"),
        ({"day": DAY, "units": True}, "Event.units", "True"),
        ({"day": DAY, "attributes": {"grade": 3.75}}, "Event.attributes['grade']", "3.75"),
        ({"day": DAY, "attributes": ["grade"]}, "Event.attributes", "list"),
    ],
)
def test_an_event_of_something_else_is_refused(fields, what, found):
    finding = refused(Event, **fields)
    assert (finding.code, finding.params["what"], finding.params["found"]) == ("given.other_kind", what, found)


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        *((name, SECRET, "int") for name in ("number", "member", "benefit", "category", "day", "event", "claimant")),
        ("member", 12, "12"),
        ("event", DAY, "date"),
        ("claimant", "นางทดลอง สมมุติใจดี", "str"),
        ("documents", "ใบมรณบัตร", "str"),
        ("documents", ("ใบมรณบัตร", 1), "1"),
        ("documents", 1, "1"),
    ],
)
def test_a_claim_of_something_else_is_refused(field, value, found):
    finding = refused(Claim, **CLAIM | {field: value})
    assert (finding.code, finding.params["what"], finding.params["found"]) == (
        "given.other_kind",
        f"Claim.{field}",
        found,
    )


@pytest.mark.parametrize("relation", ["AUNT", "self", None, 1])
def test_a_relation_of_no_such_name_is_refused_with_those_there_are(relation):
    finding = refused(Claim, **CLAIM, relation=relation)
    assert finding.code == "given.no_option"
    assert finding.params["options"] == tuple(each.value for each in Relationship)


@given(st.sampled_from(Relationship))
def test_a_relation_may_be_given_by_its_value(relation):
    assert Claim(**CLAIM, relation=relation.value) == Claim(**CLAIM, relation=relation)


@given(st.lists(st.text()))
def test_documents_may_be_any_collection_of_texts(papers):
    assert Claim(**CLAIM, documents=papers).documents == Claim(**CLAIM, documents=iter(papers)).documents == set(papers)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(BUDDHIST_ABOVE, 12, 31)))
def test_a_day_with_a_buddhist_year_is_refused_and_the_day_that_was_meant_is_shown(day):
    assert Event(day=day, until=day).day == day
    of_that_era = day.replace(year=day.year + BE_OFFSET, day=min(day.day, 28))
    for fields in ({"day": of_that_era}, {"day": day, "until": of_that_era}):
        finding = refused(Event, **fields)
        assert finding.code == "given.buddhist_year"
        assert finding.params["meant"] == day.replace(day=min(day.day, 28)).isoformat()
    assert refused(Claim, **CLAIM | {"day": of_that_era}).params["what"] == "Claim.day"
