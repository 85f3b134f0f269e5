"""Findings and errors: what they carry, and that they stay as they were made."""

import pytest

from communitywelfare.errors import (
    ByLawError,
    Finding,
    FormatError,
    IdempotencyConflict,
    InvalidCitizenId,
    InvalidDay,
    InvalidMoney,
    InvalidValue,
    MissingFact,
    Place,
    Refused,
    Severity,
    WelfareError,
)


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (InvalidMoney, (InvalidValue, ValueError)),
        (InvalidDay, (InvalidValue, ValueError)),
        (InvalidCitizenId, (InvalidValue, ValueError)),
        (MissingFact, (LookupError,)),
        (ByLawError, (ValueError,)),
        (FormatError, (ValueError,)),
        (IdempotencyConflict, (Refused,)),
    ],
)
def test_every_error_is_ours_and_also_what_python_calls_it(error, kinds):
    assert all(issubclass(error, kind) for kind in (*kinds, WelfareError))


@pytest.mark.parametrize("error", [InvalidDay, MissingFact, ByLawError, FormatError, Refused])
def test_an_error_carries_its_findings_and_speaks_plainly(error):
    findings = (Finding("one", Severity.ERROR), Finding("two", Severity.WARNING))
    raised = error("31 February is no day", *findings)
    assert raised.findings == findings
    assert str(raised) == "31 February is no day"


def test_a_finding_keeps_its_figures_whatever_becomes_of_theirs():
    figures = {"months": 4}
    finding = Finding("member.arrears", Severity.BLOCK, params=figures)
    figures["months"] = 0
    assert finding.params["months"] == 4
    with pytest.raises(TypeError):
        finding.params["months"] = 0


def test_findings_are_equal_by_their_figures_and_can_stand_in_sets():
    one, same, other = (Finding("a", Severity.INFO, params={"n": number}) for number in (1, 1, 2))
    assert one == same
    assert one != other
    assert len({one, same, other}) == 2


def test_only_errors_make_a_thing_unusable():
    assert [severity for severity in Severity if Finding("a", severity).is_error] == [Severity.ERROR]


def test_a_place_leaves_out_what_is_not_known():
    assert str(Place()) == ""
    assert str(Place(file="members.csv", row=12, column="birth_date", record="M0007")) == (
        "members.csv, row 12, birth_date, M0007"
    )
    assert str(Place(clause="version[1].benefit.birth")) == "version[1].benefit.birth"
