"""Exports: at each level what its classes allow, checked by planting people and by reading what was written."""

import csv
import json
from io import StringIO

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from communitywelfare.accounting import Journal
from communitywelfare.errors import InvalidValue, Refused, Severity
from communitywelfare.identity import CitizenId
from communitywelfare.io._schema import schemas
from communitywelfare.io.exposure import Fate, Level, exposure
from communitywelfare.io.json_schema import json_schema
from communitywelfare.io.masked_export import LEFT_OUT, MASKED_REASON, masked_files, put_masked
from communitywelfare.io.package import Package, package_files, read_package
from communitywelfare.pseudonyms import PseudonymKey, pseudonym
from communitywelfare.strategies import funds

KEY = PseudonymKey("ทดสอบ", bytes(range(32)))
LEVELS = [Level.NETWORK, Level.PUBLIC]


def rows(files, table):
    return list(csv.DictReader(StringIO(files[f"{table}.csv"].decode("utf-8-sig"), newline="")))


def exported(package, level, purpose="audit 2567", k=5):
    return masked_files(package, level, KEY, purpose=purpose, k=k)


@pytest.fixture(scope="module")
def files(package):
    return {level: exported(package, level) for level in LEVELS}


@pytest.fixture(scope="module")
def whole(package):
    return package_files(package)


def secrets_of(package):
    """Everything in a package that names somebody, as text, from the records and not from the tables."""
    for each in package.fund.register:
        yield each.person.name.reveal("a test")
        if each.person.citizen_id:
            yield each.person.citizen_id.reveal("a test")
        details = each.person.details.reveal("a test")
        yield from (details.get(name, "") for name in ("first_name", "last_name", "phone", "address_text"))
    for each in package.fund.beneficiaries:
        yield each.name.reveal("a test")
    for claim in package.fund.claims:
        yield claim.detail.reveal("a test")
        yield claim.claimant.reveal("a test")
    yield from (each.name.reveal("a test") for each in package.fund.committee)


@pytest.mark.parametrize("level", LEVELS)
def test_no_name_id_telephone_or_health_detail_leaves(level, package, files, whole):
    looked_for = {text for text in secrets_of(package) if len(text) > 4}
    everything = b"".join(data for name, data in files[level].items() if name != "bylaw.toml").decode()
    at_home = b"".join(whole.values()).decode()
    assert len([text for text in looked_for if text in at_home]) > 50
    assert [text for text in looked_for if text in everything] == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("table", [name for name in schemas() if name not in {"journal", "benefit_rules"}])
def test_every_cell_has_travelled_as_its_class_says(table, level, files, whole):
    if f"{table}.csv" not in files[level] or f"{table}.csv" not in whole:
        return
    before, after = rows(whole, table), rows(files[level], table)
    assert len(before) == len(after)
    for column in schemas()[table].columns:
        fate = exposure().fate(table, column.id, level)
        for old, new in zip(before, after, strict=True):
            was, now = old.get(column.id, ""), new.get(column.id, "")
            match fate:
                case Fate.KEEP if column.id != "pseudonym":
                    assert now == was
                case Fate.DROP:
                    assert now == ""
                case Fate.PSEUDONYM:
                    assert now == "" if not was or column.kind == "citizen_id" else len(now) == 16 and now != was
                case Fate.COARSEN:
                    assert now == was[:4]
                case Fate.SUPPRESS:
                    assert now in {"", was}
                case Fate.STATED:
                    assert now == MASKED_REASON


def test_the_network_gets_a_package_that_can_be_read_and_checked(files, tmp_path, package):
    put_masked(str(tmp_path / "out"), files[Level.NETWORK])
    reading = read_package(str(tmp_path / "out"))
    assert [each for each in reading.findings if each.severity is Severity.ERROR] == []
    fund = reading.package.fund
    assert reading.package.masking.level == "network"
    assert reading.package.masking.key_id == "ทดสอบ"
    assert fund.journal.balances(fund.as_of) == package.fund.journal.balances(fund.as_of)
    assert len(fund.register) == len(package.fund.register)
    assert [each.amount for each in fund.contributions] == [each.amount for each in package.fund.contributions]


def test_the_manifest_of_an_export_is_one_of_the_published_schema(files):
    manifest = Draft202012Validator({"$ref": "#/$defs/manifest", "$defs": json_schema()["$defs"]})
    assert [each.message for each in manifest.iter_errors(json.loads(files[Level.NETWORK]["manifest.json"]))] == []


def test_numbers_join_within_an_export_and_not_across_two_purposes(files, package):
    other = exported(package, Level.NETWORK, purpose="another")
    mine = files[Level.NETWORK]
    members = {row["member_no"] for row in rows(mine, "members")}
    assert {row["member_no"] for row in rows(mine, "contributions")} <= members
    assert {row["member_no"] for row in rows(mine, "benefits")} <= members
    assert {row["member_no"] for row in rows(mine, "journal")} - {""} <= members
    assert members & {row["member_no"] for row in rows(other, "members")} == set()
    assert exported(package, Level.NETWORK) == mine


def test_a_person_has_the_pseudonym_of_their_citizen_id(files, package):
    for row, each in zip(rows(files[Level.NETWORK], "members"), package.fund.register, strict=True):
        if each.person.citizen_id is not None:
            assert row["pseudonym"] == pseudonym(KEY, "audit 2567", each.person.citizen_id).text


def test_a_village_of_few_is_not_told_and_a_village_of_many_is(package, files):
    for k in (2, 5, 9):
        told = [row["moo"] for row in rows(exported(package, Level.NETWORK, k=k), "members")]
        assert min(told.count(each) for each in set(told)) >= k or set(told) == {""}


def test_an_id_in_a_column_that_travels_is_masked(package):
    number = CitizenId.synthetic(77).reveal("a test")
    claims = (evolve(package.fund.claims[0], benefit=f"x {number}"), *package.fund.claims[1:])
    text = b"".join(
        exported(evolve(package, fund=evolve(package.fund, claims=claims)), Level.NETWORK).values()
    ).decode()
    assert number not in text
    assert "x •" in text


def test_the_journal_goes_without_words_and_names(package):
    number = CitizenId.synthetic(77).reveal("a test")
    first, *others = package.fund.journal.entries
    lines = tuple(evolve(line, holder="สมปอง", member="M00001") for line in first.voucher.postings)
    paper = {"number": f"R {number}", "reference": number, "description": "ค่ารักษาของสมปอง"}
    odd = evolve(first, seal=None, voucher=evolve(first.voucher, postings=lines, **paper))
    journal = Journal((odd, *(evolve(each, seal=None) for each in others)))
    files = exported(evolve(package, fund=evolve(package.fund, journal=journal)), Level.NETWORK)
    text = files["journal.csv"].decode()
    assert [each for each in ("สมปอง", "M00001", number) if each in text] == []
    assert {len(row["holder"]) for row in rows(files, "journal")[: len(lines)]} == {16}


def test_the_public_gets_counts_in_place_of_people(files):
    public = files[Level.PUBLIC]
    assert {"count_members.csv", "count_benefits.csv", "fund.csv", "bylaw.toml"} <= set(public)
    people = {"members", "beneficiaries", "contributions", "benefits", "claim_actions", "journal", "committee"}
    assert not {f"{name}.csv" for name in people} & set(public)
    counts = list(csv.reader(StringIO(public["count_members.csv"].decode("utf-8-sig"))))
    shown = [int(cell) for row in counts[1:] for cell in row[1:] if cell != LEFT_OUT]
    assert all(count == 0 or count >= 5 for count in shown)
    assert json.loads(public["manifest.json"])["level"] == "public"


@pytest.mark.parametrize("ending", ["", ".zip"])
def test_counts_are_written_and_what_was_there_before_is_replaced(ending, files, tmp_path):
    place = tmp_path / f"out{ending}"
    put_masked(str(place), files[Level.PUBLIC])
    put_masked(str(place), files[Level.NETWORK])
    if not ending:
        assert {path.name for path in place.iterdir()} == set(files[Level.NETWORK])


@pytest.mark.parametrize("ending", [".xlsx", ".json"])
def test_a_container_that_cannot_hold_counts_refuses_them(ending, files, tmp_path):
    put_masked(str(tmp_path / f"network{ending}"), files[Level.NETWORK])
    assert read_package(str(tmp_path / f"network{ending}")).package is not None
    with pytest.raises(Refused):
        put_masked(str(tmp_path / f"public{ending}"), files[Level.PUBLIC])
    assert not (tmp_path / f"public{ending}").exists()


def test_what_must_not_leave_is_refused(package, files, tmp_path):
    with pytest.raises(InvalidValue) as invalid:
        exported(package, Level.FUND)
    assert invalid.value.findings[0].code == "exposure.fund_level"
    with pytest.raises(InvalidValue):
        exported(package, Level.NETWORK, purpose=" ")
    put_masked(str(tmp_path / "out"), files[Level.NETWORK])
    with pytest.raises(Refused) as refused:
        exported(read_package(str(tmp_path / "out")).package, Level.NETWORK)
    assert refused.value.findings[0].code == "package.masked"


def test_a_package_that_was_not_read_whole_does_not_leave(folder):
    folder.put("contributions.csv", b"\xff\xfe")
    with pytest.raises(Refused):
        exported(folder.read().package, Level.NETWORK)


def test_rows_that_could_not_be_used_stay_at_home(folder):
    name = "สมปอง ทองดี"
    folder.set("members", 4, join_date="วันไหน", note=name)
    package = folder.read().package
    assert any(package.set_aside.values())
    assert name not in b"".join(exported(package, Level.NETWORK).values()).decode()


@settings(max_examples=10)
@given(funds(), st.sampled_from(LEVELS))
def test_every_fund_that_can_be_made_can_leave(fund, level):
    package = Package(fund=fund, bylaw_text=b"")
    files = exported(package, level)
    text = b"".join(files.values()).decode()
    for each in fund.register:
        if each.person.citizen_id is not None:
            assert each.person.citizen_id.reveal("a test") not in text
