"""Personal data: citizen IDs that are never repaired, and contents that appear nowhere by themselves."""

import json
import logging
import pickle
import traceback
from datetime import date

import attrs
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from communitywelfare.claims import Claim, Event
from communitywelfare.digits import thai_digits
from communitywelfare.errors import InvalidCitizenId
from communitywelfare.identity import CitizenId, Details, HealthNote, Hidden, IdClass, PersonName, check_digit, masked
from communitywelfare.members import Beneficiary, Membership, Person, Relationship
from communitywelfare.strategies import citizen_ids, names

# --- citizen IDs -------------------------------------------------------------------------------------------

TWELVE = st.from_regex(r"[0-9]{12}", fullmatch=True)
OF_PERSONS = st.from_regex(r"[1-8][0-9]{12}", fullmatch=True)


@given(OF_PERSONS)
def test_the_check_digit_agrees_with_another_library(digits):
    assert CitizenId(digits).check_digit_is_right == pin.is_valid(digits)


@given(OF_PERSONS)
def test_an_id_with_the_computed_check_digit_is_valid_for_another_library(digits):
    whole = f"{digits[:12]}{check_digit(digits[:12])}"
    assert pin.is_valid(whole)
    assert CitizenId(whole).check_digit_is_right


@given(TWELVE, st.integers(0, 11), st.integers(1, 9))
def test_the_check_digit_notices_a_wrong_digit_unless_it_is_the_third_or_two_rests_share_one(twelve, place, more):
    wrong = f"{twelve[:place]}{(int(twelve[place]) + more) % 10}{twelve[place + 1 :]}"
    share_a_digit = {rest(twelve), rest(wrong)} == {0, 10}
    assert (check_digit(wrong) != check_digit(twelve)) == (place != 2 and not share_a_digit)


def rest(twelve: str) -> int:
    return sum(int(digit) * (13 - place) for place, digit in enumerate(twelve)) % 11


@given(citizen_ids())
def test_synthetic_ids_are_nobodys_and_have_a_right_check_digit(citizen_id):
    assert citizen_id.id_class is IdClass.SYNTHETIC
    assert citizen_id.check_digit_is_right


@given(
    citizen_ids(), st.sampled_from(["{}-{}-{}-{}-{}", "{} {} {} {} {}", "{}\u00a0{}–{}—{}\u2011{}", "\t{}{}{}{}{}\n"])
)
def test_an_id_is_read_in_groups_and_in_thai_digits(citizen_id, form):
    digits = citizen_id.reveal("test")
    grouped = form.format(digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12])
    assert CitizenId(grouped) == CitizenId(thai_digits(grouped)) == citizen_id


@pytest.mark.parametrize("first", "0123456789")
def test_the_first_digit_tells_the_class(first):
    known = {"0": IdClass.UNREGISTERED_OR_JURISTIC, "9": IdClass.SYNTHETIC}
    assert CitizenId(first + "0" * 12).id_class is known.get(first, IdClass.PERSON)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9" * 14, "id.length"),
        ("9" * 12, "id.length"),
        ("", "id.unreadable"),
        ("90000000000l2", "id.unreadable"),
        ("สมชาย สมมุติสุข", "id.unreadable"),
        ("9.0000000000012", "id.unreadable"),
        ("²000000000000", "id.unreadable"),
    ],
)
def test_other_text_is_refused_without_being_shown(text, code):
    with pytest.raises(InvalidCitizenId) as refused:
        CitizenId(text)
    finding = refused.value.findings[0]
    assert finding.code == code
    for shown in (str(refused.value), repr(refused.value), repr(finding)):
        assert not text or text not in shown


@pytest.mark.parametrize("number", [-1, 10**11])
def test_there_is_no_synthetic_id_of_more_than_eleven_digits_or_below_nothing(number):
    with pytest.raises(InvalidCitizenId):
        CitizenId.synthetic(number)


# --- what hides itself -------------------------------------------------------------------------------------

CANARY_ID = "9123456789" + "012"
CANARY_NAME = "กานารี สมมุติชื่อ"
CANARY_NOTE = "โรคที่ไม่ควรมีใครรู้"
CANARY_PHONE = "0899999999"
SECRETS = (CANARY_ID, CANARY_NAME, CANARY_NOTE, CANARY_PHONE)


def objects_that_hold_secrets() -> list[object]:
    person = Person(
        name=PersonName(CANARY_NAME), citizen_id=CitizenId(CANARY_ID), details=Details({"phone": CANARY_PHONE})
    )
    membership = Membership(number="M0001", person=person, applied=date(2020, 1, 1))
    claim = Claim(
        number="1/2567",
        day=date(2024, 1, 2),
        member="M0001",
        benefit="hospital",
        category="02",
        event=Event(day=date(2024, 1, 1)),
        claimant=PersonName(CANARY_NAME),
        detail=HealthNote(CANARY_NOTE),
    )
    beneficiary = Beneficiary(
        member="M0001",
        order=1,
        name=PersonName(CANARY_NAME),
        relationship=Relationship.CHILD,
        citizen_id=CitizenId(CANARY_ID),
        details=Details({"phone": CANARY_PHONE}),
    )
    return [person, membership, claim, beneficiary, person.name, person.citizen_id, claim.detail, person.details]


def fail(value: object) -> None:
    raise RuntimeError(value)


def ways_to_show(value: object) -> list[str]:
    shown = [repr(value), str(value), f"{value}", f"{value!r}", f"{value!s}", f"{[value]}", "{0}".format(value)]  # noqa: UP030, UP032
    if attrs.has(type(value)):
        shown.append(str(attrs.asdict(value)))
        shown.append(str(attrs.astuple(value)))
    return shown


@pytest.mark.parametrize("value", objects_that_hold_secrets(), ids=lambda value: type(value).__name__)
def test_no_way_of_showing_a_value_reveals_it(value):
    for shown in ways_to_show(value):
        assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.parametrize("value", objects_that_hold_secrets(), ids=lambda value: type(value).__name__)
def test_no_log_line_and_no_traceback_reveals_a_value(value, caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r", value, value)
        try:
            fail(value)
        except RuntimeError:
            logging.getLogger("test").exception("failed")
            caught = traceback.format_exc()
    assert [secret for secret in SECRETS if secret in caplog.text + caught] == []


def test_hidden_values_are_no_json():
    with pytest.raises(TypeError) as refused:
        json.dumps({"id": CitizenId(CANARY_ID)})
    assert CANARY_ID not in str(refused.value)


@pytest.mark.parametrize("spec", [">20", "s", "d"])
def test_a_format_that_would_cut_the_mask_is_refused(spec):
    with pytest.raises(TypeError) as refused:
        format(CitizenId(CANARY_ID), spec)
    assert CANARY_ID not in str(refused.value)


@pytest.mark.parametrize("hidden", [CitizenId(CANARY_ID), PersonName("ก"), HealthNote("ข"), Details({"phone": "1"})])
def test_contents_are_given_for_a_stated_purpose_only(hidden):
    assert hidden.reveal("write members.csv")
    with pytest.raises(ValueError, match="say what the personal data are needed for"):
        hidden.reveal("")


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_shows_at_most_four_and_a_third(text):
    hidden = masked(text)
    shown = hidden.lstrip("•")
    assert len(hidden) == len(text)
    assert text.endswith(shown)
    assert len(shown) <= min(4, len(text) / 3)


def test_each_kind_shows_what_its_kind_may():
    assert str(CitizenId("9000000000012")) == "•••••••••0012"
    assert str(PersonName("สมชาย สมมุติสุข")) == "ส•••"
    assert str(HealthNote("ไข้หวัด")) == "•••"
    assert (str(PersonName("")), str(HealthNote(""))) == ("", "")
    assert repr(Details({"phone": "1", "house_no": "2", "title": ""})) == "Details(house_no, phone)"


# --- equality ----------------------------------------------------------------------------------------------


@given(names(), names())
def test_hidden_values_are_equal_by_kind_and_contents(one, other):
    same = one.reveal("test") == other.reveal("test")
    assert (one == other) == same
    assert len({one, other}) == 2 - same
    assert HealthNote(one.reveal("test")) != one
    assert one != one.reveal("test")


def test_details_are_equal_by_what_is_filled_in():
    assert Details({"phone": "1", "title": ""}) == Details({"phone": "1"})
    assert hash(Details({"phone": "1", "title": ""})) == hash(Details({"phone": "1"}))
    assert Details({"phone": "1"}) != Details({"phone": "2"})
    assert Details({}) != {}


def test_details_keep_what_they_were_given():
    given_details = {"phone": "1"}
    details = Details(given_details)
    given_details["phone"] = "2"
    assert details.reveal("test") == {"phone": "1"}
    with pytest.raises(TypeError):
        details.reveal("test")["phone"] = "3"


def test_a_person_can_be_sent_to_another_process_whole():
    name = pickle.loads(pickle.dumps(PersonName(CANARY_NAME)))  # noqa: S301  # our own bytes
    assert name == PersonName(CANARY_NAME)


def test_a_hidden_value_can_stand_in_a_changed_record():
    person = Person(name=PersonName("ก"), citizen_id=None)
    assert evolve(person, name=PersonName("ข")).name == PersonName("ข")
    assert Hidden("abc") == Hidden("abc")
