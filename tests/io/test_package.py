"""A package that is written is the package that is read, in every encoding, and is written the same again."""

import json
from datetime import UTC, timedelta

import pytest
from attrs import evolve

from communitywelfare.accounting import Journal
from communitywelfare.calendar import Month
from communitywelfare.claims import Action, ActionKind, Event
from communitywelfare.cofunding import Round, RoundAction
from communitywelfare.contributions import Contributions, Waiver
from communitywelfare.errors import FormatError, Refused
from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.identity import Details, HealthNote, PersonName
from communitywelfare.io._schema import schemas
from communitywelfare.io.package import package_files, read_package, table_count, write_package
from communitywelfare.members import MemberStatus
from communitywelfare.synthetic import Plan, make_package

PLANS = [(1, 1, 1), (1, 25, 2), (3, 1, 5), (12, 2, 3), (60, 3, 8), (150, 6, 13)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp874"])
@pytest.mark.parametrize(("members", "years", "seed"), PLANS)
def test_a_package_is_read_as_it_was_written(members, years, seed, encoding, tmp_path):
    package = evolve(make_package(Plan(members=members, years=years, seed=seed)), encoding=encoding)
    write_package(str(tmp_path / "a"), package)
    reading = read_package(str(tmp_path / "a"))
    assert reading.package == package
    assert {finding.code for finding in reading.findings} <= {"member.enrolled_again"}
    write_package(str(tmp_path / "b"), reading.package)
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == package_files(package)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_package_has_the_files_of_the_contract(written):
    required = {"manifest.json", "bylaw.toml", "fund.csv", "members.csv", "beneficiaries.csv", "contributions.csv"}
    required |= {f"{name}.csv" for name in ("benefits", "claim_actions", "cofunding", "matches", "sources")}
    required |= {f"{name}.csv" for name in ("accounts", "journal", "periods", "opening", "benefit_rules", "waivers")}
    required |= {f"{name}.csv" for name in ("answers", "committee", "cofunding_actions", "consents")}
    assert {path.name for path in written.iterdir()} == required


def test_a_second_write_to_the_same_folder_changes_no_byte(folder):
    before = contents(folder.path)
    write_package(str(folder), folder.read().package)
    assert contents(folder.path) == before


def test_text_of_every_shape_survives(package, folder):
    odd = '=1+1, "quoted"\r\nsecond line; a=b \\ \u00a0ก'
    fund = package.fund
    claim = evolve(
        fund.claims[0],
        place=odd,
        detail=HealthNote(odd),
        documents=frozenset({odd, "ใบรับรอง แพทย์"}),
        event=Event(day=fund.claims[0].event.day, attributes={"level": odd, "grade=": ";"}),
    )
    member = fund.register.memberships[0]
    details = {**member.person.details.reveal("a test"), "note": odd, "exit_reason": "-"}
    person = evolve(member.person, details=Details(details), no_id_reason="@none")
    receipt = evolve(fund.contributions.receipts[0], received_by=odd, book="+1", void_ref="\t")
    changed = evolve(
        fund,
        claims=(claim, *fund.claims[1:]),
        register=fund.register.replacing(evolve(member, person=person, household="=h")),
        contributions=evolve(fund.contributions, receipts=(receipt, *fund.contributions.receipts[1:])),
    )
    write_package(str(folder), evolve(package, fund=changed))
    assert folder.read().package.fund == changed


@pytest.mark.parametrize("details", [{}, {"first_name": "คนละ", "phone": "000"}])
def test_a_name_is_kept_also_where_no_column_spells_it(details, package, folder):
    name = PersonName("นางสาวสมมุติ ใจดี")
    member, heir = package.fund.register.memberships[0], package.fund.beneficiaries[0]
    person = evolve(member.person, name=name, details=Details(details))
    fund = evolve(
        package.fund,
        register=package.fund.register.replacing(evolve(member, person=person)),
        beneficiaries=(evolve(heir, name=name, details=Details(details)), *package.fund.beneficiaries[1:]),
    )
    write_package(str(folder), evolve(package, fund=fund))
    reading = folder.read()
    assert not reading.has_errors
    again = reading.package.fund
    for kept in (again.register.memberships[0].person, again.beneficiaries[0]):
        assert kept.name == name
        assert kept.details.reveal("a test").get("phone") == details.get("phone")


def test_a_moment_keeps_its_offset_and_its_microseconds(package, folder):
    action = package.fund.actions[0]
    utc = action.recorded_at.astimezone(UTC) + timedelta(microseconds=5)
    fund = evolve(package.fund, actions=(evolve(action, recorded_at=utc), *package.fund.actions[1:]))
    write_package(str(folder), evolve(package, fund=fund))
    read = folder.read().package.fund.actions[0].recorded_at
    assert (read, read.utcoffset()) == (utc, timedelta(0))


def test_progress_names_each_table_once(folder):
    names = []
    read_package(str(folder), progress=names.append)
    assert len(names) == len(set(names)) <= table_count()
    assert names == [name for name in schemas() if (folder.path / f"{name}.csv").exists() and name != "benefit_rules"]


OPTIONAL = sorted(name for name, schema in schemas().items() if not schema.is_view and name not in {"fund", "members"})


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_table_that_was_never_given_is_absent_and_stays_so(name, folder):
    """Absent is not empty: no file is written for it, and what needs it says that it is not there."""
    unlisted(folder, name)
    reading = folder.read()
    assert "file.missing" not in {finding.code for finding in reading.findings}
    is_told_by_claims = name == "claim_actions"
    is_a_fact = name not in CARRIED
    assert (name in reading.package.fund.absent) is (is_a_fact and not is_told_by_claims)
    write_package(str(folder), reading.package)
    assert (folder.path / f"{name}.csv").exists() is is_told_by_claims
    again = folder.read()
    assert again.package == reading.package


def unlisted(folder, name):
    """Remove a table, from the manifest as well."""
    if (folder.path / f"{name}.csv").exists():
        folder.remove(f"{name}.csv")
    manifest = json.loads(folder.bytes_of("manifest.json"))
    manifest["sha256"].pop(f"{name}.csv", None)
    folder.put("manifest.json", json.dumps(manifest).encode())


def test_without_actions_the_rows_of_claims_tell_of_them(folder):
    before = folder.read().package.fund
    unlisted(folder, "claim_actions")
    fund = folder.read().package.fund
    on = fund.as_of
    views = {"SUBMITTED": "PENDING", "RETURNED": "PENDING", "ASSESSED": "PENDING", "DRAFT": "PENDING"}
    views |= {"LAPSED": "PENDING", "WITHDRAWN": "WITHDRAWN", "REVERSED": "WITHDRAWN"}

    def view(fund, claim):
        state = fund.state(claim.number, on).value
        return views.get(state, state)

    told = {claim.number: view(fund, claim).replace("SUBMITTED", "PENDING") for claim in fund.claims}
    cancelled = {row["claim_no"] for row in folder.rows("benefits") if row["status"] == "CANCELLED"}
    expected = {
        claim.number: "WITHDRAWN" if claim.number in cancelled else view(before, claim) for claim in before.claims
    }
    assert told == expected
    assert {claim.number: fund.granted(claim.number, on) for claim in fund.claims} == {
        claim.number: before.granted(claim.number, on) if claim.number not in cancelled else fund.granted("-", on)
        for claim in before.claims
    }


VIEWS = [
    ({"status": "PENDING"}, "SUBMITTED", "0.00"),
    ({"status": "CANCELLED"}, "WITHDRAWN", "0.00"),
    ({"status": "REJECTED", "reason": "ไม่ครบ"}, "REJECTED", "0.00"),
    ({"status": "APPROVED", "amount_rule": "400.00", "amount_paid": ""}, "APPROVED", "400.00"),
    ({"status": "APPROVED", "amount_rule": "400.00", "amount_paid": "300.00"}, "APPROVED", "300.00"),
    ({"status": "PAID", "amount_rule": "400.00", "amount_paid": "300.00"}, "PAID", "300.00"),
]


@pytest.mark.parametrize(("cells", "state", "granted"), VIEWS)
def test_each_status_of_a_claim_s_row_tells_its_steps(cells, state, granted, folder):
    unlisted(folder, "claim_actions")
    claimed = folder.rows("benefits")[0]["claim_date"]
    folder.set("benefits", 2, **{"decided_date": claimed, "paid_date": claimed, **cells})
    fund = folder.read().package.fund
    number = fund.claims[0].number
    assert (fund.state(number, fund.as_of).value, str(fund.granted(number, fund.as_of))) == (state, granted)
    assert {action.recorded_at for action in fund.actions_of[number]} == {None}


def test_a_claim_s_row_that_contradicts_itself_is_set_aside_whole(folder, found):
    """Were only its last step dropped, the row would be written back as a claim that still waits."""
    unlisted(folder, "claim_actions")
    folder.set("benefits", 2, status="APPROVED", decided_date="1999-01-01", amount_rule="400.00")
    line = folder.lines("benefits")[1]
    reading = folder.read()
    finding = found(reading, "claim.day_out_of_order")
    assert (finding.place.file, finding.place.row, finding.place.column) == ("benefits.csv", 2, "status")
    number = line.split(",")[0]
    assert number not in reading.package.fund.claims_by_number
    assert number not in reading.package.fund.actions_of
    write_package(str(folder), reading.package)
    assert folder.lines("benefits")[1] == line


CARRIED = {
    "member_numbers": ["member_no,old_number,changed_on", "M00001,'=12,"],
    "households": ["household_id,house_no,moo,village,area_code,head_member_no", "H1,'=1/2,4,,,M00001"],
    "plans": ["plan,name,of,since,until", "PL1,แผนสามปี,F01,2024-01-01,"],
    "goals": ["goal,plan,text,indicator,baseline,target,measured,measured_on", "G1,PL1,ครบทุกหมู่บ้าน,,-1.50,7,,"],
    "activities": ["activity,goal,text,responsible,since,until,budget,source,state", "A1,G1,อบรม,,,,500.00,,DONE"],
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_table_that_no_rule_looks_at_is_carried_along(name, folder):
    folder.put_lines(name, CARRIED[name])
    reading = folder.read()
    write_package(str(folder), reading.package)
    assert folder.lines(name) == CARRIED[name]
    assert len(folder.read().package.carried[name]) == 1
    assert folder.read().package == reading.package


def test_a_rare_column_is_written_only_where_a_row_fills_it(package, folder):
    assert "transferred_since" not in folder.lines("members")[0]
    fund = package.fund
    member = fund.register.memberships[3]
    came_over = evolve(member, transferred_since=member.applied - timedelta(days=400))
    moved = evolve(package, fund=evolve(fund, register=fund.register.replacing(came_over)))
    write_package(str(folder), moved)
    assert "transferred_since" in folder.lines("members")[0].split(",")
    assert folder.read().package == moved
    assert [each.code for each in folder.read().findings if "transfer" in each.code] == ["member.transfer_unsaid"]
    write_package(str(folder), package)
    assert "transferred_since" not in folder.lines("members")[0]


@pytest.mark.parametrize("spare", [-1, 0, 1, 2])
def test_a_ragged_row_stays_one_beside_a_rare_column_and_without_it(spare, folder):
    lines = folder.lines("members")
    width = len(lines[0].split(","))
    folder.put_lines("members", [*lines[:3], ",".join(["M9"] + ["x"] * (width - 1 + spare)), *lines[3:]])
    if spare == 0:
        folder.set("members", 4, join_date="31/02/2566")
    written = []
    for _time in range(3):
        reading = folder.read()
        assert len(reading.package.set_aside["members"]) == 1
        write_package(str(folder), reading.package)
        written.append(folder.bytes_of("members.csv"))
    assert written[0] == written[1] == written[2]


def test_a_row_set_aside_keeps_what_it_says_in_a_rare_column(folder):
    lines = folder.lines("members")
    folder.put_lines("members", [f"{line},{'transferred_since' if not at else ''}" for at, line in enumerate(lines)])
    folder.set("members", 4, transferred_since="31/02/2566")
    reading = folder.read()
    write_package(str(folder), reading.package)
    assert [row["transferred_since"] for row in folder.rows("members")][:4] == ["", "", "31/02/2566", ""]
    assert folder.read().package == reading.package


def test_rows_that_cannot_be_used_are_written_back_in_their_places(folder):
    folder.set("members", 4, join_date="31/02/2566")
    folder.set("members", 6, status="RESIGNED", exit_date="", death_date="")
    folder.set("benefits", 3, units="two")
    folder.set("contributions", 5, amount="=1+1")
    lines = {name: folder.lines(name) for name in ("members", "benefits", "contributions", "claim_actions")}
    reading = folder.read()
    write_package(str(folder), reading.package)
    for name, before in lines.items():
        assert folder.lines(name) == [line.replace(",=1+1", ",'=1+1") for line in before]
    again = folder.read()
    of_the_manifest = {"file.hash_differs", "manifest.total_differs"}
    assert told(again) == [each for each in told(reading) if each[0] not in of_the_manifest]
    write_package(str(folder), again.package)
    assert folder.read().package == again.package


def told(reading):
    return [(finding.code, finding.place) for finding in reading.findings]


def test_a_claim_whose_steps_cannot_follow_keeps_its_lines_in_order(folder):
    lines = folder.lines("claim_actions")
    first = lines[1].split(",")[0]
    own = [number for number, line in enumerate(lines) if line.startswith(f"{first},")]
    lines[own[0]], lines[own[1]] = lines[own[1]], lines[own[0]]
    folder.put_lines("claim_actions", lines)
    reading = folder.read()
    assert reading.has_errors
    write_package(str(folder), reading.package)
    assert folder.lines("claim_actions") == lines


def test_a_step_that_stands_twice_is_refused_once(folder):
    """Two equal rows are two rows: the second cannot follow from the first and must not come back through it."""
    lines = folder.lines("claim_actions")
    folder.put_lines("claim_actions", [*lines[:2], lines[1], *lines[2:]])
    reading = folder.read()
    [finding] = [finding for finding in reading.findings if finding.code == "claim.step_not_allowed"]
    assert (finding.place.file, finding.place.row) == ("claim_actions.csv", 3)
    for claim in reading.package.fund.claims:
        reading.package.fund.state(claim.number, reading.package.fund.as_of)
    assert len(reading.package.fund.actions) == len(lines) - 1


def test_a_package_that_cannot_be_encoded_leaves_the_folder_as_it_was(package, folder):
    before = contents(folder.path)
    member = package.fund.register.memberships[0]
    person = evolve(member.person, name=PersonName("ก\u200bข"))
    register = package.fund.register.replacing(evolve(member, person=person))
    broken = evolve(package, fund=evolve(package.fund, register=register), encoding="cp874")
    with pytest.raises(FormatError) as error:
        write_package(str(folder), broken)
    assert [finding.code for finding in error.value.findings] == ["file.cannot_encode"]
    assert contents(folder.path) == before


def test_words_of_a_voucher_that_no_encoding_holds_are_told(package, folder):
    *before, last = package.fund.journal.entries
    strange = evolve(last, voucher=evolve(last.voucher, description="\udca1"), seal=None)
    broken = evolve(package, fund=evolve(package.fund, journal=Journal((*before, strange))))
    with pytest.raises(FormatError) as error:
        write_package(str(folder), broken)
    assert {(each.code, each.place.file) for each in error.value.findings} == {("file.cannot_encode", "journal.csv")}


def test_a_changed_past_is_not_written(package, folder):
    """An entry that was stored keeps its seal, so a library user cannot rewrite it by the way."""
    stored = folder.read().package
    first, *rest = stored.fund.journal
    other = evolve(first, voucher=evolve(first.voucher, description="another story"))
    journal = evolve(stored.fund.journal, entries=(other, *rest))
    before = contents(folder.path)
    with pytest.raises(Refused) as error:
        write_package(str(folder), evolve(stored, fund=evolve(stored.fund, journal=journal)))
    assert [finding.code for finding in error.value.findings] == ["journal.chain_broken"]
    assert contents(folder.path) == before


def test_the_manifest_adds_up_what_was_written(written, package):
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    rows = {path.stem: path.read_text(encoding="utf-8-sig").count("\n") - 1 for path in written.glob("*.csv")}
    assert manifest["rows"] == {name: count for name, count in rows.items() if name != "benefit_rules"}
    assert manifest["synthetic"] is True


def test_statuses_of_members_that_left_are_read_back(package, folder):
    member = next(each for each in package.fund.register if each.ended)
    fund = folder.read().package.fund
    again = fund.register.by_number[member.number]
    assert (again.ended, again.cause, again.status) == (member.ended, member.cause, MemberStatus(member.cause.value))


def test_an_action_of_a_claim_keeps_every_field(package, folder):
    on = package.fund.as_of
    number = package.fund.claims[0].number
    action = Action(
        claim=number,
        kind=ActionKind.SUBMIT,
        actor="registrar",
        day=on,
        reference="=ref",
        reason='because, "of" this',
        deadline=on,
        key="k-1",
    )
    others = tuple(each for each in package.fund.actions if each.claim != number)
    write_package(str(folder), evolve(package, fund=evolve(package.fund, actions=(*others, action))))
    assert folder.read().package.fund.actions[-1] == action


def test_what_concerns_cofunding_comes_back_as_it_was_written(package, folder):
    """Actions of rounds, receipts that were matched, dues that others paid or nobody had to, committee and answers."""
    fund = package.fund
    day, member, receipt = fund.as_of, fund.register.memberships[0].number, fund.contributions.receipts[0]
    waiver = Waiver(
        member=member, period_from=Month.of(day), period_to=Month.of(day), decided_on=day, resolution="3/2567"
    )
    steps = (("PROPOSE", ""), ("BUDGET", ""), ("RECEIVE_IN_KIND", "เต็นท์ 2 หลัง"))
    actions = (
        RoundAction(source="LAO", round=9, kind=kind, actor="treasurer", day=day, what=what) for kind, what in steps
    )
    person = CommitteeMember(name=PersonName("สมมุติ"), position="ประธาน", phone=Details({"phone": "0"}), since=day)
    told = evolve(
        fund,
        contributions=Contributions((evolve(receipt, paid_by="วัด"), *fund.contributions.receipts[1:]), (waiver,)),
        rounds=(*fund.rounds, Round(source="LAO", number=9, budget_year=2568, state="RECEIVED")),
        round_actions=tuple(actions),
        matches=(*fund.matches, evolve(fund.matches[0], scheme="dues", book="1", receipt="7/2567")),
        committee=(person,),
        answers=(Answer(item="9.3.committee_meets", answer="monthly", as_of=day),),
    )
    write_package(str(folder), evolve(package, fund=told))
    assert folder.read().package.fund == told


def test_steps_of_rounds_that_do_not_follow_are_set_aside_with_a_finding_and_written_back(package, folder):
    fund, day = package.fund, package.fund.as_of
    steps = [
        RoundAction(source="LAO", round=9, kind=kind, actor="treasurer", day=day)
        for kind in ("PROPOSE", "RECONCILE", "BUDGET")
    ]
    stray = RoundAction(source="LAO", round=99, kind="PROPOSE", actor="treasurer", day=day)
    row = Round(source="LAO", number=9, budget_year=2568, state="BUDGETED", approved_on=day)
    told = evolve(fund, rounds=(*fund.rounds, row), round_actions=(*fund.round_actions, *steps, stray))
    write_package(str(folder), evolve(package, fund=told))
    reading = folder.read()
    found = [each for each in reading.findings if each.place.file == "cofunding_actions.csv"]
    assert [each.code for each in found] == ["cofunding.step_not_allowed", "cofunding.round_not_found"]
    assert reading.package.fund.round_actions == (*fund.round_actions, steps[0], steps[2])
    write_package(str(folder), reading.package)
    again = folder.read()
    assert [each.code for each in again.findings if each.place.file == "cofunding_actions.csv"] == [
        each.code for each in found
    ]
