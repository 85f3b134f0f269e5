"""Bad input: every damage is told with its place and what stood there, and the rest goes on."""

from datetime import date, timedelta

import pytest

from communitywelfare.errors import FormatError, Refused
from communitywelfare.io import _files
from communitywelfare.io._schema import schemas
from communitywelfare.io.package import read_package, write_package

OPTIONAL = ["beneficiaries", "contributions", "benefits", "claim_actions", "cofunding", "matches", "sources"]
OPTIONAL += ["accounts", "journal", "opening"]

NEVER_GIVEN = ("bank", "cash_counts", "cash_custody", "erasures", "merges")  # the example has no such tables


def refused(package, folder, *codes: str) -> None:
    """Writing refuses, with these codes among its reasons, and touches nothing."""
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with pytest.raises(Refused) as error:
        write_package(str(folder), package)
    assert set(codes) <= {finding.code for finding in error.value.findings}
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


# --- files ---------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FormatError) as error:
        read_package(str(tmp_path / "nothing"))
    assert [finding.code for finding in error.value.findings] == ["folder.missing"]


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "fund").write_bytes(b"")
    with pytest.raises(FormatError) as error:
        read_package(str(tmp_path / "fund"))
    assert [finding.code for finding in error.value.findings] == ["folder.missing"]


def test_without_a_manifest_nothing_is_read(folder):
    folder.remove("manifest.json")
    with pytest.raises(FormatError) as error:
        folder.read()
    assert [(finding.code, finding.place.file) for finding in error.value.findings] == [
        ("file.missing", "manifest.json")
    ]


@pytest.mark.parametrize("name", ["fund.csv", "members.csv", "bylaw.toml"])
def test_without_a_required_file_there_is_no_package(name, folder, found):
    folder.remove(name)
    reading = folder.read()
    assert reading.package is None
    finding = found(reading, "file.missing")
    assert (finding.is_error, finding.place.file, finding.params["file"]) == (True, name, name)


def test_a_required_file_is_missed_also_where_no_manifest_lists_it(folder, found):
    folder.remove("members.csv")
    folder.put("manifest.json", b'{"format": "communitywelfare.package/1", "as_of": "2024-09-30"}')
    assert found(folder.read(), "file.missing").place.file == "members.csv"


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_listed_file_that_is_gone_is_told_and_cannot_be_written_away(name, folder, found):
    folder.remove(f"{name}.csv")
    reading = folder.read()
    assert found(reading, "file.missing").place.file == f"{name}.csv"
    refused(reading.package, folder, "file.missing")


def test_a_view_that_is_gone_is_told_and_written_again(folder, found):
    view = folder.bytes_of("benefit_rules.csv")
    folder.remove("benefit_rules.csv")
    reading = folder.read()
    assert found(reading, "file.missing").place.file == "benefit_rules.csv"
    write_package(str(folder), reading.package)
    assert folder.bytes_of("benefit_rules.csv") == view


@pytest.mark.parametrize("name", ["bylaw.toml", "members.csv", "benefit_rules.csv", "journal.csv", "sources.csv"])
def test_a_file_that_was_changed_is_named(name, folder, found):
    folder.put(name, folder.bytes_of(name) + (b"\r\n" if name.endswith(".csv") else b"\n"))
    finding = found(folder.read(), "file.hash_differs")
    assert (finding.is_error, finding.place.file) == (True, name)


def test_a_file_that_no_manifest_lists_is_a_warning(folder, found):
    folder.put_lines("households", ["household_id", "H1"])
    finding = found(folder.read(), "file.not_in_manifest")
    assert (finding.is_error, finding.place.file) == (False, "households.csv")


def test_a_file_that_is_too_large_is_not_read(folder, found, monkeypatch):
    size = len(folder.bytes_of("journal.csv"))
    monkeypatch.setattr(_files, "MAX_BYTES", size - 1)
    reading = folder.read()
    assert found(reading, "file.too_large").place.file == "journal.csv"
    assert reading.package.fund.absent == {"journal", *NEVER_GIVEN}
    refused(reading.package, folder, "file.too_large")


def test_the_register_is_needed_whole(folder, found):
    folder.put("members.csv", b"\xff\xfe")
    reading = folder.read()
    assert (reading.package, found(reading, "file.encoding").place.file) == (None, "members.csv")


# --- encodings and torn files --------------------------------------------------------------------------------


@pytest.mark.parametrize(("declared", "actual"), [("utf-8-sig", "cp874"), ("utf-8", "cp874"), ("cp874", "utf-8")])
def test_a_wrong_encoding_is_told_with_the_one_that_fits(declared, actual, folder, found):
    text = folder.bytes_of("beneficiaries.csv").decode("utf-8-sig")
    folder.replace("manifest.json", '"encoding": "utf-8-sig"', f'"encoding": "{declared}"')
    for name in schemas():
        if (folder.path / f"{name}.csv").exists():
            contents = folder.bytes_of(f"{name}.csv").decode("utf-8-sig")
            folder.put(f"{name}.csv", contents.encode(declared))
    folder.put("beneficiaries.csv", text.encode(actual))
    reading = folder.read()
    finding = found(reading, "file.encoding")
    assert (finding.place.file, finding.place.row) == ("beneficiaries.csv", 2)
    assert finding.params["declared"] == declared
    assert finding.params["fits"] in {actual, f"{actual}-sig"}
    assert reading.package.fund.absent == {"beneficiaries", *NEVER_GIVEN}
    assert len(reading.package.fund.register) == 24
    refused(reading.package, folder, "file.encoding")


def test_a_nul_is_told_with_its_line(folder, found):
    contents = folder.bytes_of("matches.csv").replace(b"M00003", b"M00\x003", 1)
    folder.put("matches.csv", contents)
    reading = folder.read()
    row = contents[: contents.index(b"\0")].count(b"\n") + 1
    assert (found(reading, "file.nul").place.file, found(reading, "file.nul").place.row) == ("matches.csv", row)
    refused(reading.package, folder, "file.nul")


def test_after_a_torn_quote_the_rows_before_it_are_used_and_nothing_is_written(folder, found):
    lines = folder.lines("contributions")
    lines[20] = '"' + lines[20]
    folder.put_lines("contributions", lines)
    reading = folder.read()
    finding = found(reading, "table.torn")
    assert (finding.place.file, finding.place.row) == ("contributions.csv", 21)
    assert len(reading.package.fund.contributions) == 19
    refused(reading.package, folder, "table.torn")


def test_a_file_that_ends_in_the_middle_of_a_row(folder, found):
    lines = folder.lines("contributions")
    folder.put("contributions.csv", "\r\n".join([*lines[:-1], lines[-1][:25]]).encode("utf-8-sig"))
    reading = folder.read()
    assert found(reading, "table.ragged").place.row == len(lines)
    assert len(reading.package.fund.contributions) == len(lines) - 2


@pytest.mark.parametrize(
    ("header", "code", "column"),
    [
        (lambda text: text.replace("amount,", "ammount,"), "table.missing_column", "amount"),
        (lambda text: text.replace("book_no,", "amount,"), "table.doubled_column", "amount"),
        (lambda text: text.replace("book_no,", "จำนวนเงิน,"), "table.doubled_column", "amount"),
    ],
)
def test_a_header_that_cannot_be_right_makes_the_table_absent(header, code, column, folder, found):
    lines = folder.lines("contributions")
    folder.put_lines("contributions", [header(lines[0]), *lines[1:]])
    reading = folder.read()
    finding = found(reading, code)
    assert (finding.is_error, finding.place.file, finding.place.row) == (True, "contributions.csv", 1)
    assert finding.place.column == column
    assert reading.package.fund.absent == {"contributions", *NEVER_GIVEN}
    refused(reading.package, folder, code)


def test_an_unknown_column_is_a_warning_and_the_table_is_read(folder, found):
    lines = folder.lines("members")
    folder.put_lines("members", [f"{line},{'colour' if number == 0 else 'red'}" for number, line in enumerate(lines)])
    finding = found(folder.read(), "table.unknown_column")
    assert (finding.is_error, finding.place.file, finding.place.column) == (False, "members.csv", "colour")
    assert len(folder.read().package.fund.register) == 24


# --- cells ---------------------------------------------------------------------------------------------------

CELLS = [
    ("members", 5, {"national_id": "90000000000123"}, "id.length", "national_id", "••••••••••0123"),
    ("members", 5, {"national_id": "9-0000-00000-12"}, "id.length", "national_id", "••••••••0012"),
    ("members", 5, {"national_id": "9000O00000012"}, "id.unreadable", "national_id", "•••••••••0012"),
    ("members", 5, {"national_id": "9.00000E+12"}, "id.unreadable", "national_id", None),
    ("members", 5, {"join_date": "2023-02-31"}, "date.impossible", "join_date", "2023-02-31"),
    ("members", 5, {"join_date": "2566-02-31"}, "date.impossible", "join_date", "2566-02-31"),
    ("members", 5, {"join_date": "2566-04-20"}, "date.buddhist_year", "join_date", "2566-04-20"),
    ("members", 5, {"join_date": "20/04/2566"}, "date.unreadable", "join_date", "20/04/2566"),
    ("members", 5, {"join_date": ""}, "cell.missing", "join_date", None),
    ("members", 5, {"birth_date": "2498-01-01"}, "date.buddhist_year", "birth_date", "•••••••-01"),
    ("members", 5, {"status": "เป็นสมาชิก"}, "cell.not_an_option", "status", "เป็นสมาชิก"),
    ("members", 5, {"status": "RESIGNED", "exit_date": "", "death_date": ""}, "member.exit_date_missing", None, None),
    ("contributions", 9, {"amount": "30 บาท"}, "money.unreadable", "amount", "30 บาท"),
    ("contributions", 9, {"amount": "30.005"}, "money.unreadable", "amount", "30.005"),
    ("contributions", 9, {"period_from": "2024-13"}, "date.impossible", "period_from", "2024-13-01"),
    ("contributions", 9, {"void": "no"}, "cell.not_yes_or_no", "void", "no"),
    ("benefits", 4, {"units": "สอง"}, "cell.not_whole", "units", "สอง"),
    ("benefits", 4, {"attributes": "grade"}, "cell.not_pairs", "attributes", "grade"),
    ("claim_actions", 4, {"recorded_at": "เที่ยง"}, "cell.not_a_moment", "recorded_at", "เที่ยง"),
    ("cofunding", 3, {"round": "หนึ่ง"}, "cell.not_whole", "round", "หนึ่ง"),
]


@pytest.mark.parametrize(("table", "line", "cells", "code", "column", "value"), CELLS)
def test_a_bad_cell_is_told_and_the_other_rows_go_on(table, line, cells, code, column, value, folder, found):
    rows = len(folder.rows(table))
    folder.set(table, line, **cells)
    reading = folder.read()
    finding = found(reading, code)
    assert (finding.is_error, finding.place.file, finding.place.row) == (True, f"{table}.csv", line)
    assert finding.place.column == (column or "exit_date")
    assert value is None or finding.params["value"] == value
    fund = reading.package.fund
    usable = {
        "members": fund.register,
        "contributions": fund.contributions,
        "benefits": fund.claims,
        "cofunding": fund.rounds,
    }
    if table in usable:
        assert len(usable[table]) == rows - 1
    assert sum(len(aside) for aside in reading.package.set_aside.values()) >= 1
    unwritten = {record for record in reading.package.set_aside if record != table}
    assert unwritten <= {"claim_actions", "cofunding_actions"}


def test_a_member_whose_row_cannot_be_used_is_still_known(folder):
    """The receipts of a member with a bad date are not called receipts of nobody."""
    folder.set("members", 5, join_date="31/02/2566")
    assert "member.not_found" not in {finding.code for finding in folder.read().findings}


def test_a_death_counts_before_any_other_end(folder, found):
    folder.set("members", 5, status="DECEASED", exit_date="2024-03-01", death_date="2024-02-01")
    reading = folder.read()
    finding = found(reading, "member.death_also_exit")
    assert (finding.is_error, finding.place.row) == (False, 5)
    member = reading.package.fund.register.memberships[3]
    assert (member.ended, member.cause.value) == (date(2024, 2, 1), "DECEASED")


def test_a_second_row_about_the_fund_is_set_aside(folder, found):
    lines = folder.lines("fund")
    folder.put_lines("fund", [*lines, lines[1]])
    reading = folder.read()
    assert (found(reading, "fund.one_row_only").place.file, found(reading, "fund.one_row_only").place.row) == (
        "fund.csv",
        3,
    )
    write_package(str(folder), reading.package)
    assert len(folder.lines("fund")) == 3


def test_a_fund_without_a_usable_row_is_no_package(folder, found):
    folder.set("fund", 2, contribution_rate="a lot")
    reading = folder.read()
    assert reading.package is None
    assert found(reading, "money.unreadable").place.file == "fund.csv"


# --- facts that cannot all be true ---------------------------------------------------------------------------

FACTS = [
    ("contributions", 9, {"amount": "-30.00"}, "receipt.not_positive", "amount"),
    ("contributions", 9, {"member_no": "M99999"}, "member.not_found", "member_no"),
    ("contributions", 9, {"receipt_date": "2025-01-01"}, "day.after_as_of", "receipt_date"),
    ("contributions", 9, {"period_to": "1999-01"}, "receipt.period_backwards", "period_to"),
    ("benefits", 4, {"claim_date": "1999-01-01"}, "claim.before_event", "claim_date"),
    ("benefits", 4, {"rule_id": "wedding"}, "claim.unknown_benefit", "rule_id"),
    ("benefits", 4, {"member_no": "M99999"}, "member.not_found", "member_no"),
    ("matches", 3, {"member_no": "M99999"}, "member.not_found", "member_no"),
]


@pytest.mark.parametrize(("table", "line", "cells", "code", "column"), FACTS)
def test_a_fact_that_cannot_be_true_is_told_with_its_line(table, line, cells, code, column, folder, found):
    folder.set(table, line, **cells)
    reading = folder.read()
    finding = found(reading, code)
    assert (finding.is_error, finding.place.file, finding.place.row) == (True, f"{table}.csv", line)
    assert finding.place.column == column
    assert reading.package is not None


@pytest.mark.parametrize(("status", "is_error"), [("PAID", True), ("REJECTED", False)])
def test_to_claim_from_before_joining_is_no_mistake_but_to_grant_it_is(status, is_error, folder, found):
    rows = folder.rows("benefits")
    line = next(number for number, row in enumerate(rows, start=2) if row["status"] == status)
    folder.set("benefits", line, event_date="1999-01-01", event_to="", units="")
    finding = found(folder.read(), "claim.before_joining")
    assert (finding.is_error, finding.place.row, finding.place.column) == (is_error, line, "event_date")


def test_nights_that_disagree_with_the_days(folder, found):
    day = date.fromisoformat(folder.rows("benefits")[1]["event_date"])
    until = day + timedelta(days=2)
    folder.set("benefits", 3, event_to=until.isoformat(), units="5", claim_date=until.isoformat())
    finding = found(folder.read(), "claim.nights_disagree")
    assert (finding.place.row, finding.place.column) == (3, "units")
    assert (finding.params["stated"], finding.params["nights"]) == (5, 2)


def test_of_two_rows_with_one_number_the_second_is_named(folder, found):
    """A receipt number may stand on several lines: the line with the defect is the one that counts."""
    rows = folder.rows("contributions")
    folder.set("contributions", 9, receipt_no=rows[1]["receipt_no"], member_no=rows[1]["member_no"], amount="-1.00")
    reading = folder.read()
    assert found(reading, "receipt.not_positive").place.row == 9
    line = folder.lines("members")[1]
    folder.put_lines("members", [*folder.lines("members"), line])
    assert found(folder.read(), "member.number_twice").place.row == 26


def test_a_round_is_named_by_its_line_and_not_by_its_number(folder, found):
    rows = folder.rows("cofunding")
    line = max(number for number, row in enumerate(rows, start=2) if row["amount_approved"])
    assert rows[line - 2]["round"] in [row["round"] for row in rows[: line - 2]] or rows[line - 2]["source"] == "LAO"
    folder.set("cofunding", line, amount_approved="1.00")
    assert found(folder.read(), "cofunding.row_disagrees").place.row == line


# --- what was done about claims ------------------------------------------------------------------------------


def claim_lines(folder, state: str) -> list[int]:
    """The lines of the actions on one claim that ended in a state."""
    rows = folder.rows("claim_actions")
    number = next(row["claim_no"] for row in folder.rows("benefits") if row["status"] == state)
    return [line for line, row in enumerate(rows, start=2) if row["claim_no"] == number]


def test_an_action_that_cannot_follow_is_told_and_the_claim_stays_where_it_was(folder, found):
    line = claim_lines(folder, "PAID")[-2]
    number = folder.rows("claim_actions")[line - 2]["claim_no"]
    folder.set("claim_actions", line, action="REVERSE")
    reading = folder.read()
    wrong = [finding for finding in reading.findings if finding.code == "claim.step_not_allowed"]
    assert next((finding.place.file, finding.place.row, finding.place.column) for finding in wrong) == (
        "claim_actions.csv",
        line,
        "action",
    )
    assert wrong[0].params == {"claim": number, "action": "REVERSE", "state": "ASSESSED"}
    assert reading.package.fund.state(number, reading.package.fund.as_of).value == "ASSESSED"


def test_an_action_on_no_claim_is_told(folder, found):
    folder.set("claim_actions", 6, claim_no="999/2567")
    findings = [finding for finding in folder.read().findings if finding.code == "claim.not_found"]
    assert [(finding.place.row, finding.place.record) for finding in findings] == [(6, "999/2567")]


def test_an_action_before_the_one_before_it_is_told(folder, found):
    line = claim_lines(folder, "PAID")[-1]
    folder.set("claim_actions", line, date="2001-01-01")
    finding = found(folder.read(), "claim.day_out_of_order")
    assert (finding.place.file, finding.place.row) == ("claim_actions.csv", line)


# --- the journal ---------------------------------------------------------------------------------------------


def journal_damages():
    def changed(lines):
        lines[9] = lines[9].replace(".00,", ".01,", 1)

    def dropped(lines):
        del lines[9]

    def swapped(lines):
        lines[9], lines[10] = lines[10], lines[9]

    def entry_removed(lines):
        entry = lines[9].split(",")[0]
        lines[:] = [line for line in lines if not line.startswith(f"{entry},")]

    def entries_swapped(lines):
        second, third = "E0000002,", "E0000003,"
        parts = [[line for line in lines if line.startswith(each)] for each in (third, second)]
        rest = [line for line in lines if not line.startswith((second, third))]
        lines[:] = [*rest[:1], *[x for x in rest[1:] if x < second], *parts[0], *parts[1]]
        lines.extend(x for x in rest[1:] if x > third)

    def seal_removed(lines):
        lines[-1] = lines[-1].rsplit(",", 2)[0] + ",,"

    return [changed, dropped, swapped, entry_removed, entries_swapped, seal_removed]


@pytest.mark.parametrize("damage", journal_damages(), ids=lambda damage: damage.__name__)
def test_a_damaged_journal_is_found_and_never_written_to(damage, folder, found):
    lines = folder.lines("journal")
    damage(lines)
    folder.put_lines("journal", lines)
    reading = folder.read()
    finding = found(reading, "journal.chain_broken")
    assert (finding.is_error, finding.place.file, finding.place.column) == (True, "journal.csv", "hash")
    assert finding.place.row is not None
    assert lines[min(finding.place.row, len(lines)) - 1].startswith(f"{finding.place.record},")
    assert reading.package.chain_is_broken
    refused(reading.package, folder, "journal.chain_broken")


def test_a_journal_without_its_last_entry_has_a_whole_chain_but_another_hash(folder, found):
    lines = folder.lines("journal")
    last = lines[-1].split(",")[0]
    folder.put_lines("journal", [line for line in lines if not line.startswith(f"{last},")])
    reading = folder.read()
    assert not reading.package.chain_is_broken
    assert found(reading, "file.hash_differs").place.file == "journal.csv"
    refused(reading.package, folder, "file.hash_differs")


def test_an_unbalanced_entry_and_an_unknown_account_name_their_lines(folder, found):
    lines = folder.lines("journal")
    line = next(number for number, text in enumerate(lines) if ",41010," in text)
    lines[line] = lines[line].replace(",41010,", ",99999,")
    lines[line] = lines[line].replace(".00,", ".50,", 1)
    folder.put_lines("journal", lines)
    reading = folder.read()
    unknown = found(reading, "journal.unknown_account")
    assert (unknown.place.file, unknown.place.row, unknown.place.column) == ("journal.csv", line + 1, "account")
    assert unknown.params["account"] == "99999"
    unbalanced = found(reading, "journal.unbalanced")
    assert (unbalanced.place.record, str(unbalanced.params["difference"])) == (lines[line].split(",")[0], "-0.50")


def test_an_unreadable_amount_in_the_journal(folder, found):
    lines = folder.lines("journal")
    lines[5] = lines[5].replace(".00,", ".00 บาท,", 1)
    folder.put_lines("journal", lines)
    reading = folder.read()
    finding = found(reading, "money.unreadable")
    assert (finding.place.file, finding.place.row) == ("journal.csv", 6)
    refused(reading.package, folder, "journal.chain_broken", "money.unreadable")


# --- the by-law ----------------------------------------------------------------------------------------------

BYLAW = [
    ("arrears_at_most_months = 3", "arears_at_most_months = 3", "bylaw.misspelt_key"),
    ('pays = "1000.00"', "pays = 1000.00", "bylaw.float_money"),
    ('pays = "1000.00"', 'pays = "1,0000"', "bylaw.wrong_value"),
    ('form = "flat", pays = "500.00"', 'form = "flatt", pays = "500.00"', "bylaw.not_an_option"),
    ("[version.benefit.death.amount]", "[version.benefit.death.amount", "bylaw.not_toml"),
    ("effective = 2013-02-15", "effective = 2556-02-15", "bylaw.buddhist_year"),
    ("effective = 2013-02-15", "effective = 2013-02-31", "bylaw.not_toml"),
]


@pytest.mark.parametrize(("old", "new", "code"), BYLAW)
def test_a_mistake_in_the_by_law_is_told_with_its_line(old, new, code, folder):
    text = folder.bytes_of("bylaw.toml").decode()
    if old not in text:  # a generated fund's by-law has its first day moved back
        old = next(line for line in text.splitlines() if line.startswith("effective"))
    line = folder.replace("bylaw.toml", old, new)
    reading = folder.read()
    assert reading.package is None
    errors = [finding for finding in reading.findings if finding.code != "file.hash_differs" and finding.is_error]
    assert {finding.place.file for finding in errors} == {"bylaw.toml"}
    assert line in {finding.place.row for finding in errors if finding.code == code}


@pytest.mark.parametrize(
    ("contents", "code", "row"),
    [
        ("format = 1\nname = ก".encode("cp874"), "file.encoding", 2),
        (b"x = " + b"9" * 5_000, "bylaw.not_toml", 1),
        (b"x = " + b"[" * 20_000, "bylaw.not_toml", 1),
        (b"", None, 1),
    ],
)
def test_a_by_law_that_is_no_by_law(contents, code, row, folder):
    folder.put("bylaw.toml", contents)
    reading = folder.read()
    assert reading.package is None
    told = [finding for finding in reading.findings if finding.code != "file.hash_differs"]
    assert told
    assert {finding.place.row for finding in told} == {row}
    assert code is None or {finding.code for finding in told} == {code}
