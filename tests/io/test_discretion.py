"""People's data in messages: an ID and a name are planted wherever a clerk may put them, and come out nowhere."""

import logging
import traceback
from itertools import cycle

import pytest

from communitywelfare.errors import Finding, Place, Severity, WelfareError
from communitywelfare.fund import claims_desk, desk
from communitywelfare.fund.claims_desk import When
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.io._reader import discreet
from communitywelfare.io.package import write_package
from communitywelfare.members import ExitCause, Person
from communitywelfare.money import Money

CANARY = CitizenId.synthetic(31_415_926_535).reveal("a test")
NAME = "กนกนารี ศรีคานารี"
GIVEN, FAMILY = NAME.split()
SHAPES = [CANARY, f"{CANARY[0]}-{CANARY[1:5]}-{CANARY[5:10]}-{CANARY[10:12]}-{CANARY[12]}"]
SHAPES += [CANARY.translate({ord("0") + digit: thai for digit, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")})]


def leaks(text: str) -> list[str]:
    """What of the planted data a text gives away."""
    return [planted for planted in [*SHAPES, GIVEN, FAMILY] if planted in text]


def test_the_planted_id_is_a_synthetic_one():
    assert (CANARY[0], len(CANARY)) == ("9", 13)
    assert leaks(f"x {CANARY} {NAME}") == [CANARY, GIVEN, FAMILY]


PERSONAL = {"national_id": CANARY, "first_name": GIVEN, "last_name": FAMILY, "phone": CANARY[:10]}
DEFECTS = [
    {},
    {"national_id": CANARY + "9"},
    {"national_id": CANARY[:-1]},
    {"national_id": CANARY.replace("0", "O")},
    {"national_id": NAME},
    {"birth_date": CANARY},
    {"birth_date": NAME},
    {"join_date": CANARY},
    {"status": CANARY},
    {"sex": SHAPES[1]},
    {"carry_forward": SHAPES[2]},
    {"member_no": CANARY},
    {"status": "RESIGNED", "exit_date": ""},
    {"join_date": "2399-01-01"},
    {"note": NAME, "exit_reason": NAME, "occupation": NAME},
]


@pytest.mark.parametrize("defect", DEFECTS, ids=" ".join)
def test_no_defect_of_a_member_tells_who_it_is(defect, folder):
    folder.set("members", 7, **(PERSONAL | defect))
    lines = folder.lines("members")
    folder.put_lines("members", [*lines, lines[6]])  # the same person twice, which is a finding of its own
    told(folder.read())


def test_a_birth_date_is_not_told_in_the_other_era_either(folder):
    folder.set("members", 7, birth_date="2498-07-21")
    shown = repr(folder.read().findings)
    assert "date.buddhist_year" in shown
    assert "2498" not in shown
    assert "1955" not in shown


@pytest.mark.parametrize("table", ["contributions", "benefits", "claim_actions", "matches", "journal", "beneficiaries"])
def test_an_id_that_was_pasted_into_any_cell_is_masked(table, folder):
    """People number their members by citizen ID, or paste one into the column beside."""
    header = folder.lines(table)[0].split(",")
    before = folder.bytes_of(f"{table}.csv")
    for column, shape in zip(header, cycle(SHAPES), strict=False):
        folder.set(table, 4, **{column: shape})
        told(folder.read())
        folder.put(f"{table}.csv", before)


@pytest.mark.parametrize("table", ["members", "beneficiaries", "benefits", "fund"])
def test_a_file_whose_header_is_missing_keeps_its_first_row_to_itself(table, folder):
    line = {"members": 7, "beneficiaries": 2, "benefits": 2, "fund": 2}[table]
    columns = {"members": PERSONAL, "beneficiaries": {"first_name": GIVEN, "last_name": FAMILY, "national_id": CANARY}}
    columns |= {"benefits": {"claimant": NAME, "detail": NAME, "member_no": CANARY}, "fund": {"fund_id": CANARY}}
    folder.set(table, line, **columns[table])
    folder.put_lines(table, folder.lines(table)[line - 1 :])
    told(folder.read())


def told(reading) -> None:
    """Nothing that is shown of a reading gives anybody away."""
    for finding in reading.findings:
        assert leaks(repr(finding)) == []
        assert leaks(f"{finding.place} {dict(finding.params)}") == []
    if reading.package is not None:
        assert leaks(repr(reading.package)) == []
        assert leaks(repr(reading)) == []


def test_values_that_hold_a_person_hide_it(folder):
    folder.set("members", 7, **PERSONAL)
    folder.set("beneficiaries", 3, first_name=GIVEN, last_name=FAMILY, national_id=CANARY)
    folder.set("benefits", 3, claimant=NAME, detail=f"{NAME} {CANARY}")
    package = folder.read().package
    fund = package.fund
    membership = fund.register.memberships[5]
    assert membership.person.citizen_id.reveal("a test") == CANARY
    assert membership.person.details.reveal("a test")["first_name"] == GIVEN
    for value in (package, fund, fund.register, membership, membership.person, fund.beneficiaries, fund.claims):
        assert leaks(f"{value!r} {value}") == []
        assert leaks(logging.LogRecord("x", 20, "x", 1, "%r %s", (value, value), None).getMessage()) == []


def test_no_traceback_gives_anybody_away(folder):
    folder.set("members", 7, **PERSONAL)
    package = folder.read().package
    fund = package.fund
    number = fund.register.memberships[5].number
    on = fund.as_of
    when = When(on=on, recorded_at=fund.journal.entries[-1].recorded_at, actor="registrar")
    person = Person(name=PersonName(NAME), citizen_id=CitizenId(CANARY), details=Details(PERSONAL))
    steps = [
        lambda: desk.enrol(fund, person, on=on),
        lambda: desk.leave(fund, CANARY, on=on, cause=ExitCause.MOVED),
        lambda: desk.receive(fund, number, Money(0), on=on, recorded_at=when.recorded_at),
        lambda: claims_desk.pay(fund, "1/2500", when),
        lambda: CitizenId(f"{CANARY}1"),
        lambda: write_package("", package),
    ]
    caught = 0
    for step in steps[:1] + steps[2:5]:
        with pytest.raises(WelfareError) as error:
            step()
        caught += 1
        text = "".join(traceback.format_exception(error.value)) + repr(error.value) + repr(error.value.findings)
        assert leaks(text) == []
    assert caught == 4


@pytest.mark.parametrize("shape", SHAPES)
def test_a_finding_is_made_discreet_wherever_the_id_stands(shape):
    place = Place(file="members.csv", record=shape, column=f"col {shape}")
    params = {"value": f"no. {shape}!", "rows": 2, "other": ("x",)}
    finding = discreet(Finding("x", Severity.ERROR, place=place, params=params))
    assert leaks(repr(finding)) == []
    assert finding.params["rows"] == 2
    assert finding.params["value"].startswith("no. ")


def test_what_is_no_id_is_left_as_it_is():
    finding = Finding(
        "x", Severity.ERROR, place=Place(record="12/2567"), params={"value": "๓๑/๐๒/๒๕๖๖", "day": "2024-09-30"}
    )
    assert discreet(finding) is finding
