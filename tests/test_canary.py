"""The canary: a made-up person planted wherever a person's data may stand, and who must come out nowhere by itself.

Not in what any value shows of itself, not in findings, not in logs, not in tracebacks, not in what commands say on
standard error. `HOLDER` stands for names that the fund gives to those who handle its money: what is told about money in
hands must say in whose, but no record shows them by itself.
"""

import csv
import logging
import shutil
import sys
import traceback
from collections.abc import Iterator, Mapping
from io import StringIO

import attrs
import click
import pytest
from attrs import evolve

from communitywelfare.accounting import Journal
from communitywelfare.bulk import ManyValues
from communitywelfare.cli import main
from communitywelfare.cli.commands import cli
from communitywelfare.errors import Finding, Place, Refused, Severity, WelfareError
from communitywelfare.fund import assess_waiting, desk, draw_up
from communitywelfare.fund.exceptions import exceptions
from communitywelfare.identity import CitizenId, Details, Hidden, PersonName
from communitywelfare.io._schema import schemas
from communitywelfare.io.exposure import exposure
from communitywelfare.io.journal import sealed
from communitywelfare.io.package import Reading, package_files, read_package, write_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.logs import PersonalDataFilter
from communitywelfare.members import Person
from communitywelfare.reports import as_json
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import words

GIVEN, FAMILY, STREET, ILLNESS, HOLDER = "กนกนารี", "ศรีคานารี", "ซอยคานารี", "โรคคานารี", "นายคานาโร"
NAME, PHONE = f"{GIVEN} {FAMILY}", "0891234567"
NUMBER = CitizenId.synthetic(31_415_926_535).reveal("a test")
DASHED = f"{NUMBER[0]}-{NUMBER[1:5]}-{NUMBER[5:10]}-{NUMBER[10:12]}-{NUMBER[12]}"
THAI = NUMBER.translate({ord("0") + digit: thai for digit, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")})
PLANTED = (NUMBER, DASHED, DASHED.replace("-", " "), THAI, GIVEN, FAMILY, STREET, ILLNESS, PHONE)

# What is planted into every column of these classes, by the kind of the column.
BY_CLASS = {
    "identity": NAME,
    "contact": f"{STREET} {PHONE}",
    "health": ILLNESS,
    "private": ILLNESS,
    "free_text": f"{NAME} {ILLNESS} {DASHED}",
    "stated": f"{NAME} {ILLNESS}",
    "other_person": HOLDER,
}
BY_KIND = {"pairs": f"cause={ILLNESS}", "words": ILLNESS, "citizen_id": NUMBER}
TAKEN = {"text", "personal", *BY_KIND}
AT = 3  # the row into which it is planted


def leaks(text: str, also: tuple[str, ...] = ()) -> list[str]:
    """What of the canary a text gives away."""
    return [planted for planted in (*PLANTED, *also) if planted in text]


def planted_row(table: str, row: dict[str, str]) -> dict[str, str]:
    """A row with the canary in every personal column that takes a text."""
    changed = dict(row)
    for column in schemas()[table].columns:
        kind = exposure().tables[table].classes[column.id]
        if column.id in row and column.kind in TAKEN and (kind in BY_CLASS or kind == "citizen_id"):
            changed[column.id] = BY_KIND.get(column.kind, BY_CLASS.get(kind, ""))
    return changed


def plant(folder) -> None:
    """Write the canary into the files of a package, as a clerk may have."""
    for table in schemas():
        path = folder / f"{table}.csv"
        if table in {"fund", "journal", "benefit_rules"} or not path.exists():
            continue
        rows = list(csv.DictReader(StringIO(path.read_text("utf-8-sig"), newline="")))
        if not rows:
            continue
        header = list(rows[0])
        rare = [c.id for c in schemas()[table].columns if c.is_rare and exposure().is_personal(table, c.id)]
        header += [name for name in rare if name not in header and name != "pseudonym"]
        at = min(AT, len(rows) - 1)
        rows[at] = planted_row(table, rows[at] | {name: rows[at].get(name, "") for name in header})
        out = StringIO(newline="")
        writer = csv.DictWriter(out, header, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), "utf-8-sig", newline="")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A package with the canary everywhere; the journal is planted before it is sealed."""
    folder = tmp_path_factory.mktemp("canary") / "fund"
    made = make_package(Plan(members=24, years=1, seed=3))
    entries = list(made.fund.journal)
    odd = entries[AT].voucher
    lines = tuple(evolve(line, holder=HOLDER) for line in odd.postings)
    odd = evolve(odd, description=f"{NAME} {NUMBER} {ILLNESS}", postings=lines)
    entries[AT] = evolve(entries[AT], voucher=odd)
    journal = sealed(Journal(tuple(evolve(each, seal=None) for each in entries)))
    write_package(str(folder), evolve(made, fund=evolve(made.fund, journal=journal)))
    plant(folder)
    reading = read_package(str(folder))
    shutil.rmtree(folder)
    write_package(str(folder), reading.package)  # the same, with its own hashes
    return folder


@pytest.fixture(scope="module")
def reading(package):
    return read_package(str(package))


def values(root: object, seen: set[int]) -> Iterator[object]:
    """Every value of ours that hangs on another, each once."""
    if id(root) in seen:
        return
    seen.add(id(root))
    if attrs.has(type(root)):
        yield root
        for each in attrs.fields(type(root)):
            yield from values(getattr(root, each.name), seen)
    elif isinstance(root, Hidden | Details):
        yield root
    elif isinstance(root, ManyValues):
        yield root
        yield from values(root.values, seen)
    elif isinstance(root, Mapping):
        yield from values(list(root.items()), seen)
    elif isinstance(root, tuple | list | frozenset):
        for each in root:
            yield from values(each, seen)


def shown(value: object) -> str:
    """All that a value shows of itself to who does not ask for more."""
    return f"{value!r} {value} {[value]} {logging.makeLogRecord({'msg': '%s %r', 'args': (value, value)}).getMessage()}"


def test_the_canary_is_really_there(reading):
    everything = b"".join(package_files(reading.package).values()).decode()
    assert set(leaks(everything, (HOLDER,))) == {NUMBER, DASHED, GIVEN, FAMILY, STREET, ILLNESS, PHONE, HOLDER}
    filled = {
        (name, column.id)
        for name, schema in schemas().items()
        for column in schema.columns
        if exposure().is_personal(name, column.id) and column.kind in TAKEN
    }
    assert len(filled) > 40


def test_no_value_of_a_fund_shows_a_person(reading):
    fund = reading.package.fund
    results = [draw_up(fund, state_scheme(), fund.as_of), assess_waiting(fund, fund.as_of)]
    kinds = set()
    for value in values([reading, *results], set()):
        kinds.add(type(value).__name__)
        also = () if isinstance(value, Finding | Place | Reading) else (HOLDER,)
        assert leaks(shown(value), also) == [], type(value)
    named = {"Package", "Fund", "Register", "Membership", "Person", "Claim", "Beneficiary", "CommitteeMember", "Entry"}
    assert named | {"Receipt", "Posting", "Voucher", "Consent", "Action", "FundFigures"} <= kinds


def test_no_finding_says_who_it_is(reading):
    fund = reading.package.fund
    found = [*reading.findings, *exceptions(fund)]
    for each in found:
        for text in (repr(each), str(each.place), words(each, "th"), words(each, "en"), str(as_json(each))):
            assert leaks(text) == [], each.code
    assert len(found) > 3


# --- errors and their tracebacks ---------------------------------------------------------------------------

PERSON = Person(name=PersonName(NAME), citizen_id=CitizenId(NUMBER), details=Details({"phone": PHONE}))


@pytest.mark.parametrize(
    "step",
    [
        lambda fund: desk.enrol(fund, PERSON, on=fund.as_of),
        lambda fund: fund.membership(NUMBER),
        lambda fund: fund.membership(DASHED),
        lambda fund: fund.claim(THAI),
        lambda fund: CitizenId(f"{NUMBER}1"),
        lambda fund: read_package(NUMBER),
    ],
)
def test_no_error_and_no_traceback_says_who_it_is(step, reading):
    with pytest.raises(WelfareError) as caught:
        step(reading.package.fund)
    text = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(caught.value.findings)
    assert leaks(text) == []


@pytest.mark.parametrize("shape", [NUMBER, DASHED, THAI, DASHED.replace("-", " ")])
def test_an_id_typed_wherever_is_masked_where_a_message_is_born(shape):
    params = {"value": f"no. {shape}!", "all": (shape, 1), "rows": 2}
    found = Finding("x", Severity.ERROR, place=Place(file="members.csv", record=shape), params=params)
    assert leaks(f"{found!r} {found.place} {dict(found.params)} {as_json(found)}") == []
    assert (found.params["rows"], found.place.record) == (2, shape)
    assert leaks(str(Refused(f"no member {shape}"))) == []


# --- logs --------------------------------------------------------------------------------------------------


@pytest.fixture
def log():
    """A logger whose handler has the filter, and what it wrote."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s %(row)s", defaults={"row": ""}))
    handler.addFilter(PersonalDataFilter([GIVEN, FAMILY, STREET, ILLNESS, ""]))
    logger = logging.getLogger("canary")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


ROW = {"national_id": NUMBER, "name": NAME, "phone": PHONE, "parts": [DASHED, (THAI,), {STREET}], "n": int(NUMBER)}


def test_no_log_says_who_it_is(log):
    logger, stream = log
    logger.info("took in %s, %s, %r", NAME, NUMBER, ROW)
    logger.info("a row", extra={"row": ROW})
    logger.warning(f"{THAI} {DASHED} 089-123-4567 +66 89 123 4567 ๐๘๙-๑๒๓-๔๕๖๗ {ILLNESS}", stack_info=True)
    try:
        int(f"{NAME} {NUMBER} {PHONE}")
    except ValueError:
        logger.exception("could not take in %(name)s", ROW)
    text = stream.getvalue()
    assert leaks(text, ("089-123-4567", "89 123 4567", "๑๒๓-๔๕๖๗")) == []
    assert "Traceback" in text
    assert "invalid literal for int() with base 10: '•••" in text


def test_what_is_no_personal_data_is_logged_as_it_is(log):
    logger, stream = log
    logger.info("package %s as of %s: %d members, %s baht, claim %s", "F01", "2024-09-30", 1500, "12,345.00", "12/2567")
    assert stream.getvalue().strip() == "INFO package F01 as of 2024-09-30: 1500 members, 12,345.00 baht, claim 12/2567"
    record = logging.makeLogRecord({"msg": "x", "row": {"n": 7, "ok": True, "none": None, "share": 0.5}})
    assert PersonalDataFilter().filter(record)
    assert record.row == {"n": 7, "ok": True, "none": None, "share": 0.5}
    assert repr(PersonalDataFilter([NAME])) == "PersonalDataFilter()"


def test_a_handler_behind_the_filter_finds_no_values_in_the_record():
    try:
        int(f"{NUMBER}x")
    except ValueError:
        record = logging.LogRecord("x", 40, "x", 1, "%s", (NUMBER,), sys.exc_info())
    PersonalDataFilter().filter(record)
    assert leaks(repr(vars(record))) == []


# --- the command line --------------------------------------------------------------------------------------


def commands(command=cli, path=()):
    """Every command, by the words that call it."""
    if not isinstance(command, click.Group):
        return {" ".join(path): command}
    found = [commands(each, (*path, name)) for name, each in command.commands.items()]
    return {name: each for below in found for name, each in below.items()}


def odd_words(command, fill):
    """Words for a command: the package where it asks for one, and something odd everywhere else."""
    for each in command.params:
        if isinstance(each, click.Argument):
            yield fill(each)
        elif each.required:
            yield from (each.opts[0], fill(each))


TYPED = {"th": NUMBER, "en": "30"}


@pytest.mark.parametrize(("language", "typed"), TYPED.items())
@pytest.mark.parametrize("name", commands())
def test_no_command_says_on_standard_error_who_it_is(name, language, typed, package, tmp_path, capsys):
    command = commands()[name]
    folder = shutil.copytree(package, tmp_path / "fund")

    def fill(parameter):
        if parameter.name in {"package", "source"}:
            return str(folder)
        if parameter.name in {"out", "target", "into"}:
            return str(tmp_path / "out")
        if isinstance(parameter.type, click.Choice) and typed == "30":
            return next(iter(parameter.type.choices))
        return typed if parameter.name not in {"folder", "file", "files"} else str(tmp_path / typed)

    code = main([*name.split(), *odd_words(command, fill), "--lang", language])
    said = capsys.readouterr()
    assert code in {0, 1, 2, 3}
    assert leaks(said.err.replace(str(tmp_path), "")) == []
    assert "Traceback" not in said.err


DESK = [
    ("member", "enrol", "--name", NAME, "--citizen-id", NUMBER),
    ("member", "enrol", "--name", NAME, "--citizen-id", NUMBER + "1"),
    ("member", "enrol", "--name", NAME, "--no-id-reason", NAME, "--number", "M00001"),
    ("member", "enrol", "--name", NAME, "--citizen-id", DASHED, "--birth", NUMBER),
    ("voucher", "cost", "52100", "30", f"{NAME} {NUMBER}"),
    ("money", "count", NUMBER, "--note", NAME),
]


@pytest.mark.parametrize("step", DESK, ids=lambda step: " ".join(step[:2]))
def test_the_desk_takes_a_person_in_without_saying_who_on_standard_error(step, package, tmp_path, capsys):
    folder = shutil.copytree(package, tmp_path / "fund")
    group, name, *rest = step
    main([group, name, str(folder), *rest])
    assert leaks(capsys.readouterr().err) == []


def test_checking_and_reporting_name_nobody_on_either_stream(package, tmp_path, capsys):
    main(["check", str(package)])
    main(["check", str(package), "--json"])
    main(["books", "check", str(package)])
    main(["report", str(package), "--out", str(tmp_path / "out")])
    said = capsys.readouterr()
    assert leaks(said.out + said.err) == []
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert leaks(page) == []
