"""The documentation is true: what a page shows, its commands print; its tables are those of the source.

A page is read from top to bottom in a folder of its own:

* in a ``console`` fence every ``$ communitywelfare …`` is run, and the lines below it must be what it prints
  (``...`` stands for anything, ``$ echo $?`` for the exit code);
* a ``python`` fence without ``>>>`` is run, and what it prints must stand in the ``text`` fence that follows
  (with ``>>>`` it is a doctest, which pytest finds by itself);
* ``<!-- save FILE -->`` writes the fence that follows to a file, ``<!-- edit FILE: OLD => NEW -->`` changes one, as the
  words around it ask the reader to do, and ``<!-- copy FILE -->`` brings one, or a folder, from the project;
* what stands between ``<!-- generated: NAME -->`` and ``<!-- end -->`` is made from the source by the function NAME.

After a change to the source, ``python tests/test_docs.py`` (or ``python tasks.py words``) brings all pages up to date,
the catalogues of those in Thai and the pages made from them too (``thai_pages.py``); then read what it changed.
"""

import contextlib
import copy
import doctest
import importlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

import attrs
import click
import pytest
import thai_pages

import communitywelfare
from communitywelfare.calendar import Era, Month, PartialDate
from communitywelfare.cli import main
from communitywelfare.cli.teaching import example_of
from communitywelfare.errors import Finding, Severity, WelfareError
from communitywelfare.fund.exceptions import CHECKS, Check, Thresholds, exceptions
from communitywelfare.fund.forms import Item, Origin
from communitywelfare.io import shipped
from communitywelfare.io._cells import parser_of
from communitywelfare.io._files import read_resource
from communitywelfare.io._rate_rows import columns_of
from communitywelfare.io._schema import Schema, network_schemas, schemas
from communitywelfare.io.exposure import Fate, Level, exposure
from communitywelfare.io.foreign import profile_toml
from communitywelfare.io.foreign.amounts import MoneyStyle, amount_text
from communitywelfare.io.foreign.days import DayStyle, day_text
from communitywelfare.io.foreign.profile import MONTH_STYLES, STYLES, LayoutColumn, MonthColumns, Profile
from communitywelfare.io.foreign.spellings import clean_header, header_aliases
from communitywelfare.io.foreign.spellings import misspellings as known_misspellings
from communitywelfare.io.foreign.spellings import spellings as known_spellings
from communitywelfare.io.json_schema import SCHEMA_FILE, schema_bytes
from communitywelfare.network import INDICATORS
from communitywelfare.network.summary import SECTIONS
from communitywelfare.rules import build_bylaw
from communitywelfare.rules.lint import LINTS, lint
from communitywelfare.simulation import TABLES
from communitywelfare.strategies.faults import FAULTS
from communitywelfare.strategies.oddities import ODDITIES
from communitywelfare.wording import known_codes, known_phrases, label, phrase, words
from communitywelfare.wording.catalogue import sentence

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path
    for path in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md"))
    if "_build" not in path.parts
)
BYLAW_PAGE = ROOT / "docs" / "how-to" / "write-a-bylaw.md"

FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=ticks)[ ]*$", re.MULTILINE | re.DOTALL)
ORDER = re.compile(r"<!-- (?P<order>save|edit|copy) ?(?P<what>.*?) ?-->")
STEP = re.compile(f"{FENCE.pattern}|{ORDER.pattern}", re.MULTILINE | re.DOTALL)
REGION = re.compile(
    r"(?P<head><!-- generated: (?P<name>[\w-]+) -->\n)(?P<body>.*?)(?P<tail><!-- end -->)", re.MULTILINE | re.DOTALL
)
RUN_OR_SHOWN = {"console", "python", "text", "toml", "json", "sh", "{eval-rst}", "{toctree}", "{mermaid}"}


# --- what pages show is what is printed --------------------------------------------------------------------


class Session:
    """One page being followed, in the folder that is the current one."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"__name__": "a page"}
        self.code = 0
        self.printed = ""
        self.save_as = ""

    def step(self, part: re.Match[str]) -> str:
        """The same part of the page, with what it really prints."""
        match part["order"]:
            case "copy":
                source = ROOT / part["what"]
                (shutil.copytree if source.is_dir() else shutil.copy)(source, source.name)
            case "edit":
                edit(part["what"])
            case "save":
                self.save_as = part["what"]
            case _:
                return f"{part['ticks']}{part['info']}\n{self.fence(part['info'], part['body'])}{part['ticks']}"
        return part[0]

    def fence(self, info: str, body: str) -> str:
        """The body of a fence as it ought to be."""
        if self.save_as:
            Path(self.save_as).write_text(body, encoding="utf-8")
            self.save_as = ""
        if info == "text" and self.printed:
            printed, self.printed = self.printed, ""
            return body if agrees(body, printed) else printed
        assert not self.printed, f"this is printed and not shown: {self.printed}"
        if info == "console":
            return "".join(self.command(command, output) for command, output in commands_of(body))
        if info == "python" and not body.lstrip().startswith(">>>"):
            self.printed = self.python(body)
        return body

    def command(self, command: str, output: str) -> str:
        """A command line with what it prints."""
        printed = f"{self.code}\n" if command == "echo $?" else self.run(shlex.split(command))
        return f"$ {command}\n{output if agrees(output, printed) else printed}"

    def run(self, arguments: list[str]) -> str:
        """What one command prints, to both streams, as on a terminal."""
        program, *arguments = arguments
        assert program == "communitywelfare", f"a page can only run communitywelfare, not {program}"
        with captured() as output:
            self.code = main(arguments)
        return output.getvalue().replace("\\", "/")

    def python(self, code: str) -> str:
        """What a piece of Python prints."""
        with captured() as output:
            exec(compile(code, "a page", "exec"), self.names)  # noqa: S102 - the pages are our own
        return output.getvalue()


@contextlib.contextmanager
def captured() -> Iterator[io.StringIO]:
    """Both streams in one, in the order in which they are written."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        yield output


def commands_of(body: str) -> Iterator[tuple[str, str]]:
    """Each command of a console with the lines shown below it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def agrees(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed, ``...`` standing for anything."""
    return doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)


def edit(what: str) -> None:
    """Change a file as the page asks: ``FILE: OLD => NEW``."""
    name, _, change = what.partition(": ")
    old, _, new = change.partition(" => ")
    path = Path(name)
    text = path.read_bytes().decode("utf-8")
    assert old in text, f"{name} does not hold {old}"
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def followed(text: str) -> str:
    """A page with what its steps really print."""
    session = Session()
    with importing_from_here():
        result = STEP.sub(session.step, text)
    assert not session.printed, f"this is printed and not shown: {session.printed}"
    return result


@contextlib.contextmanager
def importing_from_here() -> Iterator[None]:
    """What a page saves or copies can be imported, as by a Python that is started in its folder."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(here)
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None)).startswith(here):
                del sys.modules[name]


def has_steps(text: str) -> bool:
    """Whether there is anything on a page to run."""
    return any(
        match["info"] == "console" or (match["info"] == "python" and ">>>" not in match["body"])
        for match in FENCE.finditer(text)
    )


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [page for page in PAGES if has_steps(page.read_text("utf-8"))], ids=name_of)
def test_a_page_shows_what_is_printed(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    text = page.read_text("utf-8")
    assert followed(text) == text


def test_readme_shows_the_two_commands_first_and_then_python():
    infos = [match["info"] for match in FENCE.finditer((ROOT / "README.md").read_text("utf-8"))]
    assert infos[:3] == ["sh", "sh", "python"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_has_no_fence_that_nobody_runs_or_reads(page):
    infos = {match["info"].split(" ")[0] for match in FENCE.finditer(page.read_text("utf-8"))}
    assert infos - RUN_OR_SHOWN == set()


INSTALL = re.compile(r'python -m pip install (?:flask|"\.(?:\[([\w,]+)\])?")')


def test_shell_fences_hold_chores_and_programs_that_exist():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    chores = set(re.findall(r"^def (\w+)\(", (ROOT / "tasks.py").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in FENCE.finditer(text):
            for line in match["body"].splitlines() if match["info"] == "sh" else ():
                command = line.partition("#")[0].strip()
                chore = re.fullmatch(r"(?:make|(?:py -3|python) tasks\.py) (\w+)", command)
                install = INSTALL.fullmatch(command)
                is_install = install and set((install[1] or "all").split(",")) <= set(extras)
                program = re.match(r"python (\w+\.py)\b", command)  # of the page's own folder, or written on the page
                is_there = program and ((page.parent / program[1]).is_file() or f"<!-- save {program[1]} -->" in text)
                assert is_install or is_there or (chore and chore[1] in chores), f"{name_of(page)}: {line}"


# --- what pages list is what there is ----------------------------------------------------------------------


def row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |\n"


def table(*headers: str) -> str:
    return row(*headers) + "|---" * len(headers) + "|\n"


def floors() -> str:
    """The floors of the house, as the import contracts hold them."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = document["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "floors")["layers"]
    return "```text\n" + "\n".join(layers).replace("(", "").replace(")", "") + "\n```\n"


def contracts() -> str:
    """What import-linter holds, contract by contract."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return "".join(f"- {contract['name']}.\n" for contract in document["tool"]["importlinter"]["contracts"])


NEEDS = {"required": "yes", "optional": "", "rare": "left out where no row fills it"}


def tables() -> str:
    """Every table of a package with its columns."""
    return _of_schemas(schemas())


def network_lists() -> str:
    """Every list of a network with its columns."""
    return _of_schemas(network_schemas())


def network_sections() -> str:
    """The sections of a summary, each with what it holds."""
    return table("section", "what it holds") + "".join(
        row(f"`{name}`", first_line(draw)) for name, draw in SECTIONS.items()
    )


def indicators() -> str:
    """Each indicator with its numerator and its denominator."""
    return table("indicator", "Thai", "English", "numerator", "denominator", "unit") + "".join(
        row(
            f"`{each.id}`",
            phrase(f"indicator.{each.id}", "th"),
            phrase(f"indicator.{each.id}", "en"),
            " + ".join(f"`{name}`" for name in each.above) + ("" if each.times == 1 else f" × {each.times}"),
            " + ".join(f"`{name}`" for name in each.below),
            label(each.unit, "en"),
        )
        for each in INDICATORS
    )


def conformance_fixtures() -> str:
    """The fixtures of the conformance suite, each with what it shows."""
    paths = sorted((ROOT / "conformance").glob("*/*/expected.json"))
    return table("fixture", "what it shows", "is read") + "".join(
        row(
            f"`{path.parent.parent.name}/{path.parent.name}`",
            expected["shows"].replace("<", "&lt;"),
            "no" if expected["answer"]["refused"] else "yes",
        )
        for path in paths
        for expected in [json.loads(path.read_text("utf-8"))]
    )


def _of_schemas(listed: Mapping[str, Schema]) -> str:
    return "\n".join(
        f"### `{schema.file}` – {schema.sheet}\n\n"
        + table("column", "Thai header", "English", "kind", "required")
        + "".join(
            row(f"`{column.id}`", column.th, column.en, column.kind.replace(":", ": "), NEEDS[column.need])
            for column in schema.columns
        )
        for schema in listed.values()
    )


FATES = {
    Fate.KEEP: "as it is",
    Fate.DROP: "no",
    Fate.PSEUDONYM: "a pseudonym",
    Fate.STATED: "that it is masked",
    Fate.COARSEN: "the year alone",
    Fate.SUPPRESS: "not of small groups",
}


def assumption_tables() -> str:
    """Every table of assumptions, with its columns and what its figures may mean."""
    return table("table", "Thai", "English", "columns", "measures") + "".join(
        row(
            f"`{kind.name}`",
            phrase(f"assumption.{kind.name}", "th"),
            phrase(f"assumption.{kind.name}", "en"),
            ", ".join(f"`{column}`" for column in columns_of(kind)),
            ", ".join(f"`{measure.value}`" for measure in kind.measures),
        )
        for kind in TABLES.values()
    )


def exposures() -> str:
    """What becomes of each class of data at each level."""
    return table("what", "", "network", "public") + "".join(
        row(
            each.name["en"],
            each.name["th"],
            "for each person of its own" if name == "pseudonym" else FATES[each.fates[Level.NETWORK]],
            FATES[each.fates[Level.PUBLIC]],
        )
        for name, each in exposure().classes.items()
    )


def code_lists() -> str:
    """The words of every closed list that a column may hold."""
    listed = (*schemas().values(), *network_schemas().values())
    kinds = sorted({column.kind.partition(":")[2] for schema in listed for column in schema.columns} - {""})
    return table("list", "codes") + "".join(
        row(kind, " ".join(f"`{code}`" for code in options(kind))) for kind in kinds
    )


def options(kind: str) -> tuple[str, ...]:
    """The codes that a list knows, as its own refusal tells them."""
    (finding,) = found_by(lambda: parser_of(f"code:{kind}")("no such code"))
    return finding.params["options"]


def found_by(reader: Callable[[], object]) -> tuple[Finding, ...]:
    """What is found by reading something that has mistakes."""
    try:
        reader()
    except WelfareError as error:
        return error.findings
    raise AssertionError("nothing was found")


def categories() -> str:
    """The benefit lines of the status form."""
    lines = shipped.benefit_categories().items()
    return table("category", "Thai", "English") + "".join(row(f"`{code}`", it["th"], it["en"]) for code, it in lines)


def example_bylaws() -> str:
    """The by-laws of `examples/bylaws` with what each pays."""
    lines = [table("file", "by-law", "its clauses")]
    for path in sorted((ROOT / "examples" / "bylaws").glob("*.toml")):
        bylaw = communitywelfare.parse_bylaw(path.read_bytes(), path.name)
        clauses = ", ".join(f"`{clause.key}`" for clause in bylaw.versions[-1].benefits)
        lines.append(row(f"[`{path.name}`]({path.name})", f"{bylaw.name['th']}<br>{bylaw.name['en']}", clauses))
    return "".join(lines)


def categories_th() -> str:
    """The benefit lines of the status form, for a page in Thai."""
    lines = shipped.benefit_categories().items()
    return table("รหัส", "ประเภท", "อังกฤษ") + "".join(row(f"`{code}`", it["th"], it["en"]) for code, it in lines)


def sources() -> str:
    """The sources that come with the library."""
    return table("code", "Thai", "English", "for benefits only", "paid out of") + "".join(
        row(
            f"`{source.code}`",
            source.name["th"],
            source.name["en"],
            "yes" if source.restricted else "",
            source.pay_order,
        )
        for source in sorted(shipped.shipped_sources(), key=lambda source: source.pay_order)
    )


def chart() -> str:
    """The chart of accounts that comes with the library."""
    return table("account", "Thai", "English", "type", "line of §10", "of one source", "by member") + "".join(
        row(
            f"`{account.code}`",
            account.name["th"],
            account.name["en"],
            account.type.value.lower(),
            account.line,
            account.source and f"`{account.source}`",
            "yes" if account.by_member else "",
        )
        for account in shipped.shipped_chart().accounts
    )


def journal_store() -> str:
    """What makes an empty SQLite store."""
    return f"```text\n{read_resource('data/journal_store.sql').decode()}```\n"


FAMILIES = {
    "count": "Counts that were typed",
    "given": "Values that a program gives",
    "language": "Languages",
    "value": "Fields of a form",
    "amount": "Decisions: how much",
    "apportion": "Apportioning an amount",
    "area": "Areas of a network",
    "assumptions": "Assumptions of a projection",
    "audit": "The exception list for the auditor",
    "books": "The books and the facts",
    "backup": "Backups",
    "bank": "The bank's passbook",
    "bylaw": "By-law files",
    "simulation": "Projections",
    "cap": "Decisions: limits",
    "cash": "Counting the cash",
    "ceiling": "Ceilings on the fund's own spending",
    "cash_book": "Cash books",
    "cell": "Cells of a table",
    "change": "Changes of a by-law to be compared",
    "chart": "The chart of accounts",
    "claim": "Claims, and what may be done about them",
    "claimant": "Decisions: who asks",
    "cofunding": "Co-funding: who counts, and what was received",
    "column": "Columns of other people's files",
    "container": "Packages in one file",
    "condition": "Decisions: conditions in words",
    "consent": "Consents",
    "coverage": "Coverage by funds",
    "criterion": "The six criteria for a fund",
    "crosswalk": "Another chart of accounts",
    "custody": "Money in hands",
    "date": "Dates",
    "day": "Days",
    "draft": "Drafts of profiles",
    "draw": "Simulation: draws of chance",
    "dues": "Dues of a by-law",
    "duration": "Durations",
    "erasure": "Erasing somebody's data",
    "event": "Decisions: the event",
    "example": "Examples",
    "experience": "A fund's own history",
    "exposure": "Exports for others",
    "extra": "Packages that extras bring",
    "fact": "Facts that are not recorded",
    "file": "Files",
    "folder": "Folders",
    "form": "Official forms",
    "founding": "Founding a fund",
    "frequency": "Decisions: how often",
    "fund": "The fund as a whole",
    "governance": "Bodies, meetings and resolutions",
    "house": "House numbers",
    "id": "Citizen IDs",
    "import": "What came of other people's files",
    "journal": "The journal",
    "jsonl": "Journals as JSON lines",
    "life": "A fund's life",
    "lint": "By-laws: weaknesses",
    "manifest": "The manifest",
    "key": "Secret keys",
    "loan": "Loans between sources",
    "loss": "What another layout has no place for",
    "member": "Members, in the register and in decisions",
    "merge": "Decisions on members who may be one person",
    "money": "Amounts of money",
    "name": "Names and titles",
    "network": "The lists of a network",
    "notebook": "Notebooks",
    "override": "What the committee decides otherwise",
    "nation": "Many funds at once",
    "package": "Packages that were masked",
    "payee": "Decisions: who receives",
    "period": "Accounting periods",
    "phone": "Telephone numbers",
    "phrase": "Phrases of pages",
    "plan": "Development plans",
    "plugin": "Forms of amount of other packages",
    "program": "Programs that call the library",
    "profile": "Profiles of other layouts",
    "projection": "Simulation: the money of a projection",
    "pseudonym": "Pseudonyms",
    "published": "Published figures",
    "ration": "Rationing a budget",
    "receipt": "Receipts",
    "relationship": "Relationships to a member",
    "register": "The register as a whole",
    "report": "Reports",
    "row": "Rows of other people's files",
    "retention": "How long data are kept",
    "rule": "Decisions: what the committee decides",
    "scheme": "Co-funding schemes",
    "screening": "Screening the requests of many funds",
    "section10": "§10 of the status form",
    "sheet": "Sheets: of collections, and of other people's files",
    "source": "Sources of money",
    "standing": "Decisions: dues",
    "statement": "Statements and papers",
    "store": "Journals as SQLite files",
    "summary": "Summaries of funds",
    "suppression": "Small counts",
    "table": "Tables",
    "training": "Exercises of the course",
    "village": "Village numbers",
    "voucher": "Vouchers at the desk",
    "zone": "Zones of a network",
}
NOT_FINDINGS = re.compile(r"[A-Z]|ui\.|clause\.|counted\.|number\.|fact\.name\.|wanted\.")


def findings() -> str:
    """Every code of the catalogue that is a finding, family by family."""
    codes = sorted(code for code in known_codes() if not NOT_FINDINGS.match(code))
    families = groupby(codes, key=lambda code: code.partition(".")[0])
    return "\n".join(
        f"### {FAMILIES[family]}\n\n"
        + table("code", "Thai", "English")
        + "".join(row(f"`{code}`", sentence(code, "th"), sentence(code, "en")) for code in members)
        for family, members in families
    )


SEVERITIES = {
    Severity.ERROR: "Errors: it cannot be meant, and that can be proved",
    Severity.WARNING: "Warnings: somebody should look",
    Severity.INFO: "Notes: good to know",
}


def phrases() -> str:
    """Every key of `phrase`, with its words."""
    return table("key", "Thai", "English") + "".join(
        row(f"`{key}`", phrase(key, "th"), phrase(key, "en")) for key in sorted(known_phrases())
    )


def lints() -> str:
    """Every lint with a fault that it finds, planted into a by-law without one, and what is said of it."""
    return "\n".join(
        f"## {heading}\n\n"
        + table("code", "for example", "and is told")
        + "".join(lint_entry(code) for code in sorted(LINTS) if LINTS[code] is severity)
        for severity, heading in SEVERITIES.items()
    )


def lint_entry(code: str) -> str:
    clauses = {
        name: {"label": {"th": name, "en": name}, "category": "99", "cite": f"ข้อ {number}", "amount": FLAT}
        for number, name in enumerate(("birth", "death"), start=1)
    }
    version = dict(A_VERSION, benefit=clauses)
    document = {"format": "communitywelfare.bylaw/1", "fund": "F", "name": {"th": "ก", "en": "a"}, "version": [version]}
    before = copy.deepcopy(document)
    place = FAULTS[code](document, "birth")
    found = next(each for each in lint(build_bylaw(document)) if (each.code, each.place.clause) == (code, place))
    shown = "<br>".join(f"`{line}`" for line in changed(before["version"], document["version"]))
    return row(f"`{code}`", shown, f"{words(found, 'th')}<br>{words(found, 'en')}")


AUDITED = {
    Severity.ERROR: "Errors: it cannot be right as it stands",
    Severity.WARNING: "Warnings: look at the paper",
    Severity.INFO: "Notes: good to know",
}


def exception_checks() -> str:
    """Every check of the books, with what it says of a fault planted into sound books, and what to do about it."""
    fund = communitywelfare.make_package(communitywelfare.Plan(members=30, years=4, seed=9)).fund
    return "\n".join(
        f"## {heading}\n\n"
        + table("check", "what it looks for", "for example it says", "what to do")
        + "".join(exception_entry(check, fund) for check in CHECKS.values() if check.severity is severity)
        for severity, heading in AUDITED.items()
    )


def exception_entry(check: Check, fund: communitywelfare.Fund) -> str:
    [found] = exceptions(ODDITIES[check.name](fund), only=[check.name])
    titles, chores = (
        "<br>".join(phrase(f"{kind}.{check.name}", language) for language in ("th", "en"))
        for kind in ("check", "check_do")
    )
    said = f"{words(found, 'th')}<br>{words(found, 'en')}"
    return row(f"`{check.name}`<br>{titles}", check.find.__doc__.splitlines()[0], said, chores)


def thresholds() -> str:
    """The figures from which on something is told, with their defaults."""
    assumed = attrs.asdict(Thresholds(), recurse=False)
    return table("threshold", "assumed") + "".join(row(f"`{name}`", value) for name, value in assumed.items())


FLAT = {"form": "flat", "pays": "500.00"}
A_VERSION = {
    "id": "1",
    "adopted": date(2020, 1, 1),
    "effective": date(2020, 1, 1),
    "cite": "ระเบียบ พ.ศ. 2563",
    "source": "-",
    "tenure_from": "applied",
    "dues": {"convention": "FLAT_30", "rate": "1.00"},
    "standing": {"arrears_at_most_months": 3},
}


def changed(before: list[dict], after: list[dict]) -> Iterator[str]:
    """What differs from the by-law without a fault; of one more version, what differs from the version before."""
    yield from differences(before[0], after[0], "")
    for older, newer in pairwise(after):
        yield from (f"later: {line}" for line in differences(older, newer, "") if not line.startswith("id = "))


def differences(before: dict, after: dict, path: str) -> Iterator[str]:
    for key in {**before, **after}:
        if key not in after:
            yield f"(no {path}{key})"
        elif (
            isinstance(after[key], dict) and isinstance(before.get(key), dict) and key in {"benefit", "birth", "death"}
        ):
            yield from differences(before[key], after[key], "" if key == "benefit" else f"{path}{key}.")
        elif before.get(key) != after[key]:
            yield f"{path}{key} = {as_toml(after[key])}"


def as_toml(value: object) -> str:
    """A plain value as one line of TOML."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{key} = {as_toml(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def commands() -> str:
    """Every command with its arguments and options."""
    from communitywelfare.cli.commands import cli  # the tree is put together once it is asked for

    return "\n".join(command_entry(path, command) for path, command in leaves(cli, ()))


def leaves(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The commands that do something, in the order of the alphabet."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in sorted(command.commands):
        yield from leaves(command.commands[name], (*path, name))


SAID_OF_ALL = {"lang", "json", "help"}


def command_entry(path: tuple[str, ...], command: click.Command) -> str:
    arguments = " ".join(param.name.upper() for param in command.params if isinstance(param, click.Argument))
    lines = (command.help or "").strip().replace("\n\n", "\n").splitlines()
    own = [
        param for param in command.params if isinstance(param, click.Option) and param.opts[0][2:] not in SAID_OF_ALL
    ]
    shown = "\n" + table("option", "must it be given", "what it is") + "".join(map(option_row, own)) if own else ""
    head = f"### `{' '.join(path)}`\n\n`communitywelfare {' '.join(path)} {arguments} [options]`\n\n"
    example = f"\nExample: `{example_of(path)}`\n"
    return head + "\n\n".join(line.strip() for line in lines) + "\n" + example + shown


def option_row(option: click.Option) -> str:
    """An option: its name and kind, whether it must be given, and its help."""
    choices = " ".join(f"`{choice}`" for choice in getattr(option.type, "choices", ()))
    default = option.default if option.show_default else None
    needed = "required" if option.required else f"default `{default}`" if default is not None else ""
    more = "; ".join(filter(None, (option.help, choices, "may be repeated" if option.multiple else "")))
    kind = "" if option.is_flag or choices else f" {option.type.name.partition(' ')[0]}"
    return row(f"`{option.opts[0]}{kind}`", needed, more)


MISTAKES = (
    ('wait = "180 days"', 'waits = "180 days"'),
    ('governs = "event date"', 'governs = "event day"'),
    ("effective = 2024-10-01", "effective = 2567-10-01"),
    ('pays = "1000.00"', "pays = 1000.50"),
    ('wait = "180 days"', "wait = 180"),
    ('unit = "night"', 'unit = "nights"'),
    ('{ baht = "600.00", per = "event" }', '{ baht = "600.00", times = 2, per = "event" }'),
    ('from = "5 years"', 'from = "100 days"'),
    ('at_least = "3.50"', "at_least = 3.50"),
    ('label = { th = "คลอดบุตร", en = "childbirth" }', 'label = "คลอดบุตร"'),
    ('governs = "event date"', 'governs = "event date'),
)


def mistakes() -> str:
    """What is said of mistakes in the by-law of the page, one by one."""
    return table("instead of", "somebody writes", "and is told") + told_of_mistakes("en")


def mistakes_th() -> str:
    """The same in Thai."""
    return table("แทนที่จะเขียน", "เขียนเป็น", "โปรแกรมบอกว่า") + told_of_mistakes("th")


def told_of_mistakes(language: str) -> str:
    text = toml_of(BYLAW_PAGE.read_text("utf-8"))
    return "".join(
        row(f"`{right}`", f"`{wrong}`", said_of(text.replace(right, wrong, 1), language)) for right, wrong in MISTAKES
    )


def toml_of(page: str) -> str:
    """The complete by-law of a page."""
    return next(match["body"] for match in FENCE.finditer(page) if match["info"] == "toml")


def said_of(bylaw: str, language: str) -> str:
    findings = found_by(lambda: communitywelfare.parse_bylaw(bylaw.encode(), "bylaw.toml"))
    row_of = {"en": "row", "th": "แถว"}[language]
    return "; ".join(f"{row_of} {finding.place.row}: {words(finding, language)}" for finding in findings)


def public_names() -> str:
    """The names of the front door, each with the module it lives in."""
    return table("name", "what it is") + "".join(
        row(f"{{py:obj}}`{name} <{home(name)}.{name}>`", first_line(getattr(communitywelfare, name)))
        for name in sorted(communitywelfare.__all__)
    )


def home(name: str) -> str:
    return getattr(communitywelfare, name).__module__


def first_line(thing: object) -> str:
    return thing.__doc__.partition("\n")[0].replace("`", "")


def strategies() -> str:
    """The published strategies."""
    from communitywelfare import strategies

    return table("strategy", "what it draws") + "".join(
        row(f"`{name}()`", first_line(getattr(strategies, name))) for name in strategies.__all__
    )


def statements() -> str:
    """The statements that can be asked for, and what each cannot do without."""
    from communitywelfare.reports.catalogue import CATALOGUE

    return table("id", "Thai", "English", "needs") + "".join(
        row(
            f"`{name}`",
            *(sentence(f"ui.sheet.{name.lower()}", language) for language in ("th", "en")),
            " ".join(f"`{each}.csv`" for each in sorted(entry.needs)),
        )
        for name, entry in CATALOGUE.items()
    )


def papers() -> str:
    """The papers that can be printed, and by whose number."""
    from communitywelfare.reports.documents import DOCUMENTS

    ids = {"application": "D1", "card": "D2", "receipt": "D3", "voucher": "D4", "claim": "D5", "history": "D6"}
    return table("id", "kind", "Thai", "English") + "".join(
        row(ids[kind], f"`{kind}`", *(sentence(f"ui.paper.{kind}", language) for language in ("th", "en")))
        for kind in DOCUMENTS
    )


def status_items() -> str:
    """Every item of the status form, section by section, and where each comes from."""
    from communitywelfare.io.form_toml import status_form

    return "\n".join(
        f"### {section.number}. {section.label['th']} – {section.label['en']}\n\n"
        + table("item", "Thai", "English", "kind", "from")
        + "".join(status_item(item) for part in section.parts for item in part.items)
        for section in status_form().versions[-1].sections
    )


def status_item(item: Item) -> str:
    """An item: what it is, and what fills it."""
    kind = item.kind.value
    if item.options:
        kind += ": " + ", ".join(f"`{option.id}`" for option in item.options)
    if item.columns:
        kind += ": " + ", ".join(f"`{column.id}`" for column in item.columns)
    where = {
        Origin.FIGURE: f"computed from {item.filled_by}" if item.filled_by else "the day of the form",
        Origin.TABLE: item.filled_by,
        Origin.ANSWER: "`answers.csv`",
        Origin.HAND: "by hand",
    }[item.origin]
    return row(f"`{item.id}`", item.label["th"], item.label["en"], kind, where)


def other_answers() -> str:
    """What else `answers.csv` may answer, for the request form of the same year."""
    from communitywelfare.io.form_toml import questions, status_form

    asked = status_form().versions[-1].items
    return table("item", "Thai", "English", "kind", "from") + "".join(
        status_item(item) for name, item in questions().items() if name not in asked
    )


def header_examples() -> str:
    """Headers as people write them, and as they are compared."""
    written = (
        "๑. เลขประจำตัว ประชาชน*",
        "citizen id ",
        "1) ว/ด/ป  เกิด :",
        "รับ (เงินสด)",
        "ชื่อ - สกุล",
        "Birth Date",
        "เเขวง",
        "ต.ค. 66",
    )
    return table("written", "compared as") + "".join(row(f"`{each}`", f"`{clean_header(each)}`") for each in written)


def layout_styles() -> str:
    """The styles of `written` by the kinds of columns, the default first, with what each writes."""
    day, month, amount = PartialDate(date(2023, 4, 5)), Month(2023, 4), communitywelfare.Money.baht("1234.50")
    examples = {
        "`day` `birth`": {
            **{
                style.value: day_text(day, era=Era.BE, style=style, as_of=date(2024, 9, 30))
                for style in sorted(DayStyle, key=lambda style: style is not DayStyle.PADDED)
            },
            "yyyy-mm-dd 00:00:00": f"{day_text(day, era=Era.BE, style=DayStyle.ISO)} 00:00:00",
        },
        "`month`": dict(zip(MONTH_STYLES, (f"{month.number:02d}/2566", f"2566-{month.number:02d}"), strict=True)),
        "`money`": {
            style.value: amount_text(amount, style) if style is not MoneyStyle.NUMBER else "a number of a workbook"
            for style in MoneyStyle
        },
    }
    assert {style for styles in examples.values() for style in styles} == set(STYLES)
    return table("kind", "style", "writes") + "".join(
        row(kind, f"`{style}`", f"`{shown}`" if " of " not in str(shown) else shown)
        for kind, styles in examples.items()
        for style, shown in styles.items()
    )


def meanings() -> dict[str, list[str]]:
    """The headers of each field that mean no other one of its table, as they are compared."""
    found = defaultdict(list)
    for header, targets in header_aliases().items():
        of_tables = [target.partition(".")[0] for target in targets]
        for target, of_table in zip(targets, of_tables, strict=True):
            if of_tables.count(of_table) == 1:
                found[target].append(header)
    return found


def usual_headers() -> str:
    """The headers by which a column is known that a profile gives none."""
    order = {name: at for at, name in enumerate(schemas())}
    known = sorted(meanings().items(), key=lambda item: order.get(item[0].partition(".")[0], len(order)))
    return table("field", "headers") + "".join(
        row(f"`{target}`", " · ".join(headers)) for target, headers in known if not target.startswith("cash_book.")
    )


def ambiguous_headers() -> str:
    """Headers that may mean several fields of one table."""
    return table("header", "fields") + "".join(
        row(header, " ".join(f"`{target}`" for target in sorted(several)))
        for header, targets in header_aliases().items()
        if (several := {target for target in targets if target not in meanings() or header not in meanings()[target]})
        and not any(target.startswith("cash_book.") for target in several)
    )


def usual_spellings() -> str:
    """How codes are written in other people's files."""
    return table("list", "code", "spellings") + "".join(
        row(family, f"`{code}`", " · ".join(word for word, of_code in words_of.items() if of_code == code != word))
        for family, words_of in known_spellings().items()
        for code in dict.fromkeys(words_of.values())
    )


def misspellings() -> str:
    """Words that are often misspelt."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for misspelt, right in known_misspellings().items():
        wrong[right].append(misspelt)
    return table("read as", "written") + "".join(row(right, " · ".join(each)) for right, each in wrong.items())


def titles() -> str:
    """Titles before names, by kind."""
    known = tomllib.loads(read_resource("data/titles.toml").decode())
    return table("kind", "sex", "words", "abbreviations") + "".join(
        row(
            f"`{kind}`",
            entry.get("sex", ""),
            *(" · ".join(entry.get(words_of, ())) for words_of in ("words", "abbreviations")),
        )
        for kind, entry in known.items()
    )


MESSY = ("ID", "DU", "NM", "DT", "AD", "PH", "MN", "RC", "RU", "FM", "RL", "MJ")


def messy_data() -> str:
    """The catalogue of messy data, code by code, as its cases say it."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "tests" / "cases" / "messy").glob("*.toml")]
    in_order = sorted(files, key=lambda file: (MESSY.index(file["code"][:2]), file["code"]))
    return table("code", "what it is", "severity", "told as", "what is done") + "".join(map(messy_row, in_order))


def messy_row(file: dict) -> str:
    """A code: what it is, by which findings it is told and how severe they are, and what is done."""
    found = [each for case in file["case"] for each in case.get("findings", []) if each["code"] in file["told"]]
    severities = {each["code"]: each["severity"] for each in found}
    told = "<br>".join(f"`{code}` {severities[code]}" for code in file["told"])
    done = [*(file["handling"][language] for language in ("th", "en"))]
    done += [file["stricter"][language] for language in ("th", "en") if "stricter" in file]
    name = "<br>".join(file["name"][language] for language in ("th", "en"))
    return row(f"`{file['code']}`", name, file["severity"], told, "<br>".join(done))


GENERATORS: dict[str, Callable[[], str]] = {
    made.__name__.replace("_", "-"): made
    for made in (
        assumption_tables,
        categories,
        categories_th,
        chart,
        code_lists,
        commands,
        conformance_fixtures,
        contracts,
        example_bylaws,
        findings,
        floors,
        exception_checks,
        exposures,
        journal_store,
        lints,
        thresholds,
        messy_data,
        mistakes,
        mistakes_th,
        other_answers,
        papers,
        phrases,
        public_names,
        sources,
        statements,
        status_items,
        strategies,
        tables,
        ambiguous_headers,
        header_examples,
        indicators,
        network_lists,
        network_sections,
        layout_styles,
        misspellings,
        titles,
        usual_headers,
        usual_spellings,
    )
}


def generated(text: str) -> str:
    """A page with what the source says now in its generated parts."""
    return REGION.sub(lambda region: f"{region['head']}\n{GENERATORS[region['name']]()}\n{region['tail']}", text)


@pytest.mark.parametrize("page", [page for page in PAGES if REGION.search(page.read_text("utf-8"))], ids=name_of)
def test_a_page_lists_what_there_is(page):
    text = page.read_text("utf-8")
    assert generated(text) == text


def test_every_list_stands_on_a_page():
    shown = {region["name"] for page in PAGES for region in REGION.finditer(page.read_text("utf-8"))}
    assert shown == set(GENERATORS)


PROFILE_PAGE = ROOT / "docs" / "reference" / "profile-language.md"
PROFILE_TABLES = {
    "file": profile_toml._FILE,
    "sheets": profile_toml._SHEETS,
    "header": profile_toml._HEADER,
    "values": profile_toml._VALUES,
    "rows": profile_toml._ROWS,
    "columns": profile_toml._COLUMN,
    "months": profile_toml._MONTHS,
}


def keys_of(heading: str) -> dict[str, str]:
    """The keys in the table below a heading of the page of the profile language, each with its default."""
    below = PROFILE_PAGE.read_text("utf-8").partition(f"\n### {heading}\n")[2]
    section = re.split("^#+ ", below, maxsplit=1, flags=re.MULTILINE)[0]
    rows = (line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `"))
    return {cells[0].strip(" `"): cells[2].strip() for cells in rows}


@pytest.mark.parametrize("name", PROFILE_TABLES)
def test_the_page_of_the_profile_language_has_every_key_of_a_table_and_no_other(name):
    heading = "`[[columns]]`" if name == "columns" else f"`[{name}]`"
    assert set(keys_of(heading)) == set(PROFILE_TABLES[name])


def test_the_page_of_the_profile_language_has_every_key_of_the_head_and_every_table():
    page = PROFILE_PAGE.read_text("utf-8")
    assert set(keys_of("The head")) == {*profile_toml._HEAD, "written_only"}
    shown = set(re.findall(r"^### `\[+(\w+)", page, re.MULTILINE))
    assert shown == set(profile_toml._TABLES)
    assert f"Version: `{profile_toml.FORMAT}`" in page


UNSAID = {"none": {None, "", ()}, "false": {False}, "must be given": {attrs.NOTHING}}


@pytest.mark.parametrize("name", ["file", "values", "rows", "columns", "months"])
def test_the_page_of_the_profile_language_tells_the_defaults(name):
    made = {"columns": LayoutColumn, "months": MonthColumns}.get(name, Profile)
    defaults = {each.name: each.default for each in attrs.fields(made)}
    for key, default in keys_of("`[[columns]]`" if name == "columns" else f"`[{name}]`").items():
        held = defaults[PROFILE_TABLES[name][key][0]]
        if default in UNSAID:
            assert held in UNSAID[default] or (default == "none" and held is attrs.NOTHING and key == "field"), key
        elif default.startswith(("that of", "the [usual", "by the kind")):
            assert not held, key
        elif default == '`"auto"`':
            assert held in {None, "auto"}, key
        else:
            held = getattr(held, "value", held)
            assert re.findall(r'`"?([^`"]+)"?`', default) == ([held] if isinstance(held, str) else list(held)), key


KEY = re.compile(
    r'\.(?:texts?|words|whole|decimal|money|day|duration|year_start|choice|tables?|named_tables|has)\("(\w+)"'
)


def test_the_by_law_page_explains_every_key():
    rules = ROOT / "src" / "communitywelfare" / "rules"
    asked = {key for path in rules.rglob("*.py") for key in KEY.findall(path.read_text("utf-8"))}
    explained = " ".join(re.findall(r"`([^`\n]+)`", BYLAW_PAGE.read_text("utf-8")))
    assert "pays" in asked
    assert {key for key in asked if not re.search(rf"\b{key}\b", explained)} == set()


LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)(?:#[\w-]*)?\)")


@pytest.mark.parametrize("page", [*PAGES, *sorted(ROOT.glob("*.md"))], ids=name_of)
def test_a_link_leads_somewhere(page):
    links = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
    assert [link for link in links if not (page.parent / link).exists()] == []


def refresh() -> None:
    """Bring every page up to date with the source."""
    os.environ["COLUMNS"] = "100"
    (ROOT / "docs" / "reference" / "format" / SCHEMA_FILE).write_bytes(schema_bytes())
    made = {thai_pages.thai(page) for page in thai_pages.translated()}
    for page in PAGES:
        if page not in made:
            rewrite(page, brought_up_to_date(page.read_text("utf-8")))
    for page in thai_pages.translated():
        english = thai_pages.english(page)
        rewrite(english, thai_pages.with_way_to_thai(english.read_text("utf-8"), page))
        rewrite(thai_pages.catalogue_of(page), thai_pages.renewed(page))
        text = thai_pages.composed(page, thai_pages.thai_words(page), frozenset(GENERATORS))
        rewrite(thai_pages.thai(page), brought_up_to_date(text))


def brought_up_to_date(text: str) -> str:
    """A page with what its steps print now and the source says now."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return followed(generated(text))


def rewrite(path: Path, text: str) -> None:
    """Write a file that is no longer as it should be, and say so."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"changed: {name_of(path)}\n")


if __name__ == "__main__":
    refresh()
