"""How the house is built: what holds for every module, and for every file that is committed."""

import ast
import functools
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "communitywelfare"
MODULES = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}

HEAVY = {
    "babel",
    "cattrs",
    "click",
    "hypothesis",
    "matplotlib",
    "numpy",
    "python_calamine",
    "typst",
    "xlsxwriter",
}


@functools.cache
def trees() -> dict[str, ast.Module]:
    """Every module as it is parsed, by the first test that asks."""
    return {name: ast.parse(text) for name, text in MODULES.items()}


def places(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of ``kind`` in the library, with its place."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{name}:{node.lineno}", node


def calls_of(*names: str) -> list[str]:
    """Where the built-in functions ``names`` are called."""
    return [place for place, node in places(ast.Call) if isinstance(node.func, ast.Name) and node.func.id in names]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, its docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def tracked() -> dict[str, str]:
    """The text of every file that is committed, or would be by ``git add``."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is on the path
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: what is committed cannot be listed")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in paths
        if path.is_file()
    }


# --- modules -----------------------------------------------------------------------------------------------


def test_the_library_has_modules():
    assert "__init__.py" in MODULES
    assert "errors.py" in MODULES


def test_every_module_says_what_it_is():
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_every_module_says_what_it_offers():
    def offers(tree: ast.Module) -> bool:
        assigned = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
        targets = [ast.unparse(target) for node in assigned for target in getattr(node, "targets", [node])]
        return any(target.startswith("__all__") for target in targets)

    assert [name for name, tree in trees().items() if not offers(tree) and name != "__main__.py"] == []


def test_every_module_is_under_400_lines():
    assert {name: text.count("\n") for name, text in MODULES.items() if text.count("\n") >= 400} == {}


def test_half_of_the_modules_are_under_150_lines():
    assert statistics.median(text.count("\n") for text in MODULES.values()) < 150


def test_nine_functions_in_ten_are_under_25_lines():
    lengths = {
        f"{place} {node.name}": body_lines(node) for place, node in places((ast.FunctionDef, ast.AsyncFunctionDef))
    }
    long = {place: lines for place, lines in lengths.items() if lines >= 25}
    assert len(long) * 10 <= len(lengths), long


def test_no_handler_catches_everything():
    assert [place for place, node in places(ast.ExceptHandler) if node.type is None] == []


def test_input_is_never_checked_by_assert():
    assert [place for place, _ in places(ast.Assert)] == []


def test_nothing_is_evaluated_from_text():
    assert calls_of("eval", "exec", "compile", "__import__") == []


def test_only_the_door_to_the_disk_opens_files():
    assert [place for place in calls_of("open") if not place.startswith("io/_files.py:")] == []


def test_only_the_door_to_the_disk_opens_databases():
    connects = [place for place, node in places(ast.Call) if ast.unparse(node.func) == "sqlite3.connect"]
    assert len(connects) == 1
    assert connects[0].startswith("io/_files.py:")


def test_only_the_command_line_speaks():
    assert calls_of("print", "input") == []


# --- imports -----------------------------------------------------------------------------------------------


def run(code: str) -> str:
    """What a fresh Python prints for ``code``; a warning is an error there too."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["communitywelfare", "communitywelfare.simulation"])
def test_importing_the_library_loads_nothing_heavy(name):
    loaded = set(run(f"import sys, {name}; print(*sys.modules)").split())
    assert name in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize(
    "order",
    [
        "import hypothesis, communitywelfare",
        "import communitywelfare, hypothesis",
        "import communitywelfare.strategies, hypothesis",
        "import communitywelfare._hypothesis, hypothesis",
    ],
)
def test_hypothesis_and_the_library_meet_in_any_order(order):
    """Hypothesis imports ``_hypothesis`` by its entry point, also while a module of ours is importing it."""
    loaded = run(f"import sys; {order}; print(*sys.modules)").split()
    assert "communitywelfare._hypothesis" in loaded


# --- files that are committed ------------------------------------------------------------------------------

THIRTEEN_DIGITS = re.compile(
    r"(?<![0-9A-Za-z.])([1-8]\d{12}|[1-8][- ]\d{4}[- ]\d{5}[- ]\d{2}[- ]\d)(?:\.0)?(?![0-9A-Za-z])"
)
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
MACHINE_PATH = re.compile(
    r"""(?:^|[\s"'`(=:])(?:/(?:work|farm|root|tmp|home/\w+|Users/\w+)/|[A-Z]:\\Users\\\w+)""", re.MULTILINE
)
PIN = re.compile(r"[a-z0-9.-]+==[0-9][\w.]*( ; [\w .*'<>=!]+)?")


def check_digit(twelve: str) -> str:
    """The digit that makes ``twelve`` a citizen ID."""
    return str((11 - sum(int(digit) * (13 - place) for place, digit in enumerate(twelve)) % 11) % 10)


def citizen_ids(text: str) -> list[str]:
    """Numbers in ``text`` that a real person may bear, shown by their first digit only."""
    numbers = THIRTEEN_DIGITS.findall(text.translate(THAI_DIGITS))
    found = [re.sub(r"\D", "", number) for number in numbers]
    return [f"{digits[0]}…" for digits in found if digits[12] == check_digit(digits[:12])]


def test_the_search_for_citizen_ids_finds_one():
    twelve = "1" + "234567890" + "12"
    whole = twelve + check_digit(twelve)
    dashed = f"{whole[0]}-{whole[1:5]}-{whole[5:10]}-{whole[10:12]}-{whole[12]}"
    thai = whole.translate({ord("0") + place: digit for place, digit in enumerate("๐๑๒๓๔๕๖๗๘๙")})
    for written in (whole, dashed, dashed.replace("-", " "), thai, f"{whole}.0"):
        assert citizen_ids(f"เลข {written},") == ["1…"]
    assert citizen_ids(twelve + str((int(whole[12]) + 1) % 10)) == []
    assert citizen_ids("9" + whole[1:]) == []
    assert citizen_ids("7" + whole) == []


def test_no_committed_file_holds_a_citizen_id():
    assert {name: found for name, text in tracked().items() if (found := citizen_ids(text))} == {}


def test_no_committed_file_names_a_path_of_a_machine():
    assert {name: found for name, text in tracked().items() if (found := MACHINE_PATH.findall(text))} == {}


def test_requirements_are_exact_and_name_no_host():
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "requirements").glob("*.txt")]
    lines = [line for text in files for line in text.splitlines()]
    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def test_no_lock_file_that_records_hosts_is_committed():
    assert "uv.lock" not in {Path(name).name for name in tracked()}
