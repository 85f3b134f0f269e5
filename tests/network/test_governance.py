"""Bodies, their seats and meetings: when a quorum is there, and why a resolution may not be relied on."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue, Severity
from communitywelfare.network import Body, Governance, Meeting, Resolution, Seat, may_check
from communitywelfare.synthetic import Plan, make_package

D = date(2023, 4, 20)
BODY = Body(body="B1", name="คณะทำงานโซน 4", of="Z4", since=date(2023, 1, 1), until=date(2026, 12, 31))
SEATS = tuple(Seat(body="B1", person=person, role="กรรมการ") for person in ("P1", "P2", "P3"))
MEETING = Meeting(meeting="M1", body="B1", day=D, present={"P1", "P2"})
RESOLUTION = Resolution(resolution="R1", meeting="M1", text="เห็นชอบเขตโซน", about="Z4", votes_for=2, votes_against=0)
SOUND = Governance(bodies=(BODY,), seats=SEATS, meetings=(MEETING,), resolutions=(RESOLUTION,))


def codes(findings):
    return [finding.code for finding in findings]


def test_a_resolution_of_a_quorate_meeting_that_was_carried_may_be_relied_on():
    assert SOUND.against("R1") == ()
    assert list(SOUND.findings()) == []
    assert SOUND.about("Z4") == (RESOLUTION,)
    assert SOUND.about("Z1") == ()


@given(
    st.fractions(Fraction(1, 20), 1, max_denominator=20),
    st.sets(st.sampled_from("ABCDEFGH")),
    st.sets(st.sampled_from("ABCDEFGHXY")),
)
def test_a_quorum_is_a_share_of_the_seats_rounded_up(quorum, seated, present):
    seats = tuple(Seat(body="B1", person=person) for person in seated)
    meeting = evolve(MEETING, present=present)
    governance = Governance(bodies=(evolve(BODY, quorum=quorum),), seats=seats, meetings=(meeting,))
    needed = max(1, ceil(quorum * len(seated)))
    assert governance.needed("B1", D) == needed
    assert (governance.against_meeting("M1") == ()) == (len(seated & present) >= needed)


def test_a_term_that_is_over_gives_no_seat():
    seats = (*SEATS[:1], evolve(SEATS[1], until=date(2023, 4, 19)), evolve(SEATS[2], since=date(2023, 4, 21)))
    governance = evolve(SOUND, seats=seats)
    assert governance.seated("B1", D) == {"P1"}
    assert governance.against("R1") == ()  # the one who sits there is there
    assert [(each.code, each.severity) for each in governance.findings()] == [
        ("governance.without_a_seat", Severity.INFO)
    ]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (
            {"meetings": (evolve(MEETING, present={"P1"}),)},
            ["governance.no_quorum", "governance.more_votes_than_people"],
        ),
        ({"meetings": (evolve(MEETING, day=date(2022, 1, 1)),)}, ["governance.body_not_in_office"]),
        ({"meetings": (evolve(MEETING, body="B9"),)}, ["governance.body_unknown"]),
        ({"meetings": ()}, ["governance.meeting_unknown"]),
        ({"resolutions": ()}, ["governance.resolution_unknown"]),
        ({"resolutions": (evolve(RESOLUTION, votes_for=1, votes_against=1),)}, ["governance.not_carried"]),
        ({"resolutions": (evolve(RESOLUTION, votes_for=3),)}, ["governance.more_votes_than_people"]),
        ({"resolutions": (evolve(RESOLUTION, votes_for=None),)}, []),
    ],
)
def test_every_reason_against_a_resolution_is_told_at_once(changed, found):
    assert codes(evolve(SOUND, **changed).against("R1")) == found


def test_rows_that_name_nothing_or_stand_twice_are_told():
    governance = evolve(
        SOUND,
        bodies=(BODY, BODY),
        seats=(*SEATS, Seat(body="B9", person="P1")),
        meetings=(MEETING, MEETING),
        resolutions=(RESOLUTION, RESOLUTION, evolve(RESOLUTION, resolution="R2", meeting="M9")),
    )
    assert codes(governance.findings()) == [
        *["governance.twice"] * 3,
        "governance.body_unknown",
        "governance.meeting_unknown",
    ]


@pytest.mark.parametrize("quorum", [0, -1, Fraction(3, 2)])
def test_a_quorum_is_some_and_at_most_all(quorum):
    with pytest.raises(InvalidValue, match="above 0 and up to 1"):
        evolve(BODY, quorum=quorum)


@given(st.text(max_size=4), st.text(max_size=4))
def test_who_made_it_does_not_check_it(maker, checker):
    named = bool(maker.strip() and checker.strip())
    assert (may_check(maker, checker) == ()) == (named and maker.strip() != checker.strip())


def test_nobody_is_named_where_values_are_printed():
    assert "P1" not in repr(SEATS[0])
    assert "P1" not in repr(MEETING)


def test_a_version_of_a_by_law_rests_on_a_resolution_that_may_be_relied_on():
    bylaw = make_package(Plan(members=3, years=1, seed=1)).fund.bylaw
    (version, *_others) = bylaw.versions
    known = evolve(bylaw, versions=(evolve(version, resolution="R1"),))
    unknown = evolve(bylaw, versions=(evolve(version, resolution="R9"), evolve(version, resolution="")))
    assert list(SOUND.of_bylaw(known)) == []
    [found] = SOUND.of_bylaw(unknown)
    assert (found.code, found.params["why"].code) == ("governance.version_unresolved", "governance.resolution_unknown")
