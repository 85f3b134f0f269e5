"""The conformance suite holds: the library passes it, so does a reader from the specification; wrong ones do not."""

import copy
import importlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT / "conformance"
HERE = Path(__file__).parent


def loaded(name, folder):
    """A script of the suite as a module; what it imports lies beside it, and their plain names stay nobody's."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for each in set(sys.modules) - before:
            if Path(getattr(sys.modules[each], "__file__", None) or ROOT).is_relative_to(folder):
                del sys.modules[each]


RUN, EXAMPLE = loaded("run", SUITE), loaded("example_reader", SUITE)
LIBRARY = loaded("library_reader", HERE)
FIXTURES = {name: (folder, expected) for name, folder, expected in RUN.fixtures()}
PACKAGES = {name: each for name, each in FIXTURES.items() if name.startswith("packages/")}
PROFILES = {name: each for name, each in FIXTURES.items() if name.startswith("profiles/")}


def by_library(folder, reads):
    kind, *asked = reads
    if kind == "package":
        return LIBRARY.package(str(folder / asked[0]))
    return LIBRARY.profile(str(folder / asked[0]), str(folder / asked[1]), asked[2])


def by_example(folder, reads):
    return json.loads(json.dumps(EXAMPLE.answer(folder / reads[1])))


def failed(read, fixtures):
    """The fixtures that a reader does not answer as is expected; a reader may break down."""

    def fails(folder, expected):
        try:
            return bool(RUN.faults(expected, read(folder, expected["reads"]), ""))
        except Exception:  # noqa: BLE001 - a reader that is wrong may do anything
            return True

    return {name.partition("/")[2] for name, (folder, expected) in fixtures.items() if fails(folder, expected)}


def test_there_are_fixtures_of_both_kinds_and_none_is_large():
    assert len(PACKAGES) > 60
    assert len(PROFILES) > 30
    sizes = [path.stat().st_size for room in ("packages", "profiles") for path in (SUITE / room).rglob("*")]
    assert max(sizes) < 40_000
    assert sum(sizes) < 2_000_000


@pytest.mark.parametrize("name", FIXTURES)
def test_the_library_answers_as_is_expected(name, capsys):
    folder, expected = FIXTURES[name]
    answer = by_library(folder, expected["reads"])
    assert RUN.faults(expected, answer, capsys.readouterr().err) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_a_reader_from_the_specification_answers_as_is_expected(name):
    folder, expected = FIXTURES[name]
    assert RUN.faults(expected, by_example(folder, expected["reads"]), "") == []


# --- what is wrong is noticed ------------------------------------------------------------------------------


def leaves(value, path=()):
    """Every place in an answer."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    yield path


def spoilt(answer, path):
    """The answer with another value at one place."""
    answer = copy.deepcopy(answer)
    *way, last = path
    inside = answer
    for key in way:
        inside = inside[key]
    value = inside[last]
    if isinstance(value, bool):
        inside[last] = not value
    elif isinstance(value, dict):
        inside[last] = {} if value else {"x": "x"}
    else:
        inside[last] = [*value, "x"] if isinstance(value, list) else f"{value}x"
    return answer


@pytest.mark.parametrize("name", FIXTURES)
def test_an_answer_that_is_wrong_at_any_one_place_is_noticed(name):
    expected = FIXTURES[name][1]
    right = {key: value for key, value in expected["answer"].items() if key != "may_tell"}
    assert RUN.faults(expected, right, "") == []
    for path in leaves(right):
        if path:
            assert RUN.faults(expected, spoilt(right, path), "") != [], path


def test_a_citizen_id_that_is_said_is_noticed_and_so_is_what_is_no_answer():
    _folder, expected = FIXTURES["packages/folder-small"]
    (said,) = RUN.faults(expected, expected["answer"], f"cannot read {expected['hidden'][0]}")
    assert expected["hidden"][0] not in said
    assert RUN.faults(expected, [], "") == ["the answer is no JSON object"]


def right_but(**changes):
    """How a reader goes wrong: what stands instead of a part of it, by the part's name."""
    return changes


def no_digest(files, manifest):
    return [each for each in SEALED(files, manifest) if not each.startswith("file.hash")]


def any_kind(cell, kind):
    return cell


def guessing(kinds):
    """A reader of cells that makes something of what its column cannot hold."""

    def value_of(cell, kind):
        try:
            return VALUE_OF(cell, kind)
        except ValueError:
            return kinds[kind.partition(":")[0]](cell)

    return value_of


def refusing(_cell):
    raise ValueError


class Guesses(dict):
    def __missing__(self, _kind):
        return refusing


def text_guessed(file, files, manifest, told):
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return files[file].decode(encoding)
        except UnicodeDecodeError:
            pass
    return files[file].decode("latin-1")


def lenient_manifest(contents):
    return json.loads(contents.decode("utf-8-sig"))


def zip_as_it_is(contents):
    with zipfile.ZipFile(EXAMPLE.BytesIO(contents)) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


SEALED, VALUE_OF, CHAIN = EXAMPLE.sealed, EXAMPLE.value_of, EXAMPLE.chain
ANY_NAME = re.compile(r".+", re.DOTALL)
WRONG = {
    "believes every digest": (right_but(sealed=no_digest), "receipt-dearer"),
    "does not look at the manifest's keys": (right_but(sealed=lambda files, manifest: []), "things-unknown"),
    "takes any cell": (right_but(value_of=any_kind), "cells-that-cannot-be"),
    "turns a Buddhist year into a common one": (
        right_but(value_of=guessing(Guesses(day=lambda cell: f"{int(cell[:4]) - 543}{cell[4:]}"))),
        "cells-that-cannot-be",
    ),
    "repairs a citizen ID": (
        right_but(value_of=guessing(Guesses(citizen_id=lambda cell: cell[:12] + "2"))),
        "cells-that-cannot-be",
    ),
    "takes small letters for codes": (
        right_but(value_of=guessing(Guesses(code=lambda cell: VALUE_OF(cell.upper(), "code:member_status")))),
        "cells-that-cannot-be",
    ),
    "rounds a third decimal": (
        right_but(value_of=guessing(Guesses(money=lambda cell: f"{float(cell):.2f}"))),
        "cells-that-cannot-be",
    ),
    "takes Y for yes": (right_but(value_of=guessing(Guesses(yes=lambda cell: "1"))), "cells-two-wrong-in-one-row"),
    "leaves the apostrophe": (right_but(undone=lambda cell: cell or None), "cells-apostrophes"),
    "takes every apostrophe away": (right_but(undone=lambda cell: cell.lstrip("'") or None), "cells-apostrophes"),
    "trims text": (right_but(undone=lambda cell: cell.strip() or None), "cells-apostrophes"),
    "takes a blank for zero": (
        right_but(bare=lambda cell, kind: EXAMPLE.undone(cell) if kind in EXAMPLE.KEPT else cell.strip() or "0"),
        "folder-small",
    ),
    "guesses an encoding": (right_but(text_of=text_guessed), "file-of-another-encoding"),
    "believes every manifest": (right_but(manifest_of=lenient_manifest), "manifest-newer"),
    "believes the chain": (right_but(chain=lambda text: (CHAIN(text)[0], True)), "journal-amounts-changed"),
    "adds nothing up": (right_but(totals_of=lambda tables: {}), "receipt-dearer"),
    "unpacks whatever a ZIP holds": (right_but(unzipped=zip_as_it_is), "zip-leads-out"),
    "takes any name in a ZIP": (right_but(NAME=ANY_NAME), "zip-drive"),
    "unpacks however much there is": (right_but(is_odd=lambda part: False), "zip-of-zeros"),
    "believes any JSON": (right_but(look_at_json=lambda contents: None), "json-key-twice"),
    "lets macros in": (right_but(FORBIDDEN=re.compile("externallink|embeddings|oleobject")), "xlsx-macros"),
    "lets links in": (right_but(FORBIDDEN=re.compile("(?i)vbaproject|embeddings|oleobject")), "xlsx-link"),
    "knows no Thai headers": (
        right_but(TABLES={name: [{**each, "th": ""} for each in columns] for name, columns in EXAMPLE.TABLES.items()}),
        "folder-thai-headers",
    ),
    "needs no column": (
        right_but(
            TABLES={name: [{**each, "required": False} for each in columns] for name, columns in EXAMPLE.TABLES.items()}
        ),
        "column-missing",
    ),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_reader_that_is_wrong_fails(way, monkeypatch):
    changes, fixture = WRONG[way]
    for name, instead in changes.items():
        monkeypatch.setattr(EXAMPLE, name, instead)
    assert fixture in failed(by_example, PACKAGES)


def test_a_reader_that_refuses_everything_or_nothing_fails():
    refused = {name.partition("/")[2] for name, (_f, expected) in FIXTURES.items() if expected["answer"]["refused"]}
    everything = {name.partition("/")[2] for name in FIXTURES}
    assert failed(lambda folder, reads: {"refused": True}, FIXTURES) == everything - refused
    assert failed(lambda folder, reads: {"refused": False}, FIXTURES) == everything


IGNORED = {
    "encoding": r'encoding = ".+"\n',
    "separator": r'separator = ".+"\n',
    "the header's rows": r"rows = \[\d\]\n",
    "era": r'era = "BE"\n',
    "needed": r"needed = true\n",
    "position": r"position = \d+\n",
    "satang": r"satang = .*\n",
    "blank": r'blank = "zero"\n',
    "blank_amount": r'blank_amount = "ask"\n',
    "dropped": r"dropped = .*\n",
    "numbered": r"numbered = .*\n",
    "status_from_dates": r"status_from_dates = true\n",
    "receipt_day": r'receipt_day = "last"\n',
    "constants": r'\[constants\]\n".*\n',
    "spellings": r'\[spellings\..*\n(?:".*\n)+',
    "year": r"year = 2567\n",
}


@pytest.mark.parametrize("key", IGNORED)
def test_a_reader_that_does_not_know_a_key_of_profiles_fails(key, tmp_path):
    def ignoring(folder, reads):
        text = (folder / reads[1]).read_text("utf-8")
        (tmp_path / "profile.toml").write_text(re.sub(IGNORED[key], "", text), "utf-8")
        return LIBRARY.profile(str(tmp_path / "profile.toml"), str(folder / reads[2]), reads[3])

    concerned = {
        name: each
        for name, each in PROFILES.items()
        if re.search(IGNORED[key], (each[0] / "profile.toml").read_text("utf-8"))
    }
    assert concerned
    assert failed(ignoring, concerned) != set()


# --- the fixtures themselves -------------------------------------------------------------------------------


def files_below(place):
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for room in ("packages", "profiles")
        for path in (place / room).rglob("*")
        if path.is_file()
    }


def inside(contents):
    """What a ZIP holds: how tightly it is packed depends on who packs it."""
    with zipfile.ZipFile(EXAMPLE.BytesIO(contents)) as archive:
        return [(each.filename, each.CRC, each.file_size, each.compress_type) for each in archive.infolist()]


def test_the_fixtures_are_made_anew_byte_by_byte(tmp_path):
    loaded("make", SUITE / "making").main(tmp_path)
    stored, made = files_below(SUITE), files_below(tmp_path)
    assert stored.keys() == made.keys()
    differ = {name for name in stored if stored[name] != made[name]}
    assert {name for name in differ if not name.endswith(".zip") or inside(stored[name]) != inside(made[name])} == set()
    fresh = (tmp_path / "tables.json").read_bytes()
    assert (SUITE / "tables.json").read_bytes() == fresh, "python conformance/making/make.py brings it up to date"


def test_every_fixture_says_what_it_shows_and_where_that_is_specified():
    pages = {page.name: page.read_text("utf-8") for page in (ROOT / "docs" / "reference").rglob("*.md")}
    for name, (_folder, expected) in FIXTURES.items():
        page, _, anchor = expected["page"].partition("#")
        assert expected["format"] == "communitywelfare.conformance/1"
        assert expected["shows"], name
        headings = {heading_id(each) for each in re.findall(r"^#+ (.+)$", pages[page], re.MULTILINE)}
        assert not anchor or anchor in headings, f"{name}: {expected['page']}"


def heading_id(heading):
    """How the documentation names a heading in links."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_the_runner_runs_a_program_and_says_what_differs(capfd):
    example = subprocess.list2cmdline([sys.executable, str(SUITE / "example_reader.py")])
    assert RUN.main(["--reader", example, "--only", "packages/folder-s"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "1 as expected, 0 not"
    assert RUN.main(["--reader", example, "--only", "zip-w", "--without", "within", "--without", "dearer"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "1 as expected, 0 not"
    silent = subprocess.list2cmdline([sys.executable, "-c", "pass"])
    assert RUN.main(["--reader", silent, "--only", "packages/folder-s"]) == 1
    said = capfd.readouterr().out
    assert "packages/folder-small: the smallest fund" in said
    assert "no JSON, but" in said
    assert RUN.main(["--reader", silent, "--only", "no such fixture"]) == 1
    assert "no fixture has no such fixture in its name" in capfd.readouterr().out


def test_the_runner_takes_what_any_of_several_parts_of_names_says(capfd):
    example = subprocess.list2cmdline([sys.executable, str(SUITE / "example_reader.py")])
    asked = ["--reader", example, "--only", "packages/folder-s", "--only", "packages/zip-whole"]
    assert RUN.main(asked) == 0
    assert capfd.readouterr().out.splitlines() == ["2 as expected, 0 not"]
    assert RUN.main([*asked, "--only", "nothinglike"]) == 1
    assert capfd.readouterr().out.splitlines() == [
        "no fixture has nothinglike in its name",
        "2 as expected, 0 not",
    ]


MISSING = "no-such-reader.py"


@pytest.mark.parametrize("command", [[sys.executable, MISSING], ["no-such-program"]])
def test_a_reader_that_cannot_be_started_is_told_once_and_where_it_is_called(command, capfd):
    reader = subprocess.list2cmdline(command)
    assert RUN.main(["--reader", reader, "--only", "packages/folder-s", "--only", "packages/zip-w"]) == 1
    said = capfd.readouterr().out
    assert said.count(command[-1]) == 1
    assert said.splitlines()[-3:] == [*RUN.HINT.splitlines(), "0 as expected, 4 not"]


def test_a_reader_that_fails_now_and_then_is_told_fixture_by_fixture(capfd):
    example = subprocess.list2cmdline([sys.executable, str(SUITE / "example_reader.py")])  # it knows packages only
    assert RUN.main(["--reader", example, "--only", "packages/folder-s", "--only", "profiles/smallest"]) == 1
    said = capfd.readouterr().out
    assert "profiles/smallest: a profile of usual headers" in said
    assert "this reader knows packages only" in said
    assert RUN.HINT not in said
    assert said.splitlines()[-1] == "1 as expected, 1 not"
