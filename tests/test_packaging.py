"""What a package of this library promises: who is cited, which extras there are, and that Windows can run it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from tools.project import ROOT, described

# --- citation ----------------------------------------------------------------------------------------------

TEXT = {"type": "string", "minLength": 1}
CITATION = {
    "type": "object",
    "required": ["authors", "cff-version", "message", "title"],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "title": TEXT,
        "abstract": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "version": TEXT,
        "license": TEXT,
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "repository-code": {"type": "string", "pattern": "^https?://"},
        "url": {"type": "string", "pattern": "^https?://"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": dict.fromkeys(("name", "given-names", "family-names", "affiliation", "orcid"), TEXT),
            },
        },
    },
}
"""The rules of the Citation File Format 1.2.0 for what our file may say (its guide, section "Valid keys")."""


def test_the_citation_follows_the_rules_of_its_format():
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    jsonschema.validate(found, CITATION)


@pytest.mark.parametrize("spoilt", [{"titel": "x"}, {"keywords": []}, {"type": "book"}, {"version": 0.1}])
def test_a_citation_that_breaks_a_rule_is_found(spoilt):
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8")) | spoilt
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, CITATION)


def test_the_citation_says_what_the_package_says():
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = described()
    assert (found["version"], found["license"]) == (project["version"], project["license"])
    assert [each["name"] for each in found["authors"]] == [each["name"] for each in project["authors"]]
    assert found["keywords"] == project["keywords"]


# --- extras ------------------------------------------------------------------------------------------------


def test_all_is_every_other_extra():
    optional = dict(described()["optional-dependencies"])
    (everything,) = optional.pop("all")
    assert everything == f"communitywelfare[{','.join(sorted(optional))}]"


def test_an_extra_that_an_error_names_is_there():
    asked = set()
    for _path, tree in trees("NotInstalled"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NotInstalled":
                asked |= {part.value for part in node.args[1:] if isinstance(part, ast.Constant)}
    assert len(asked) > 2
    assert asked <= set(described()["optional-dependencies"])


def test_every_requirement_has_a_lower_bound():
    optional = described()["optional-dependencies"]
    asked = [
        *described()["dependencies"],
        *(each for name, extra in optional.items() for each in extra if name != "all"),
    ]
    assert [each for each in asked if ">=" not in each] == []


# --- what only POSIX has -----------------------------------------------------------------------------------

_WORDS = {
    "os": """
        O_ASYNC O_CLOEXEC O_DIRECT O_DIRECTORY O_DSYNC O_NOCTTY O_NOFOLLOW O_NONBLOCK O_SYNC WNOHANG chown chroot
        ctermid fchmod fchown fdatasync fork forkpty geteuid getegid getgid getgroups getloadavg getpgid getpgrp
        getpriority getuid getsid initgroups killpg lchown lockf mkfifo mknod nice openpty pathconf pipe2 posix_fadvise
        posix_fallocate posix_spawn pread pwrite readv register_at_fork sched_getaffinity sched_yield sendfile setegid
        seteuid setgid setgroups setpgid setpriority setsid setuid statvfs sync sysconf tcgetpgrp ttyname uname wait
        wait3 wait4 waitid writev getxattr setxattr memfd_create
    """,
    "signal": """
        SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGPROF SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 SIGVTALRM
        SIGWINCH SIG_BLOCK SIG_UNBLOCK alarm getitimer pause pthread_kill pthread_sigmask setitimer siginterrupt sigwait
    """,
    "time": "clock_gettime clock_settime pthread_getcpuclockid tzset",
    "socket": "AF_UNIX socketpair sendmsg",
}
ONLY_POSIX = {module: text.split() for module, text in _WORDS.items()}
POSIX_MODULES = {
    *("curses", "fcntl", "grp", "nis", "posix", "pty", "pwd"),
    *("readline", "resource", "spwd", "syslog", "termios", "tty"),
}
_CALLS = [rf"\b{module}\.({'|'.join(names)})" for module, names in ONLY_POSIX.items()]
NAMED = "|".join(["%-", r"\bos\.name", *_CALLS, *(rf"\b{each}\b" for each in POSIX_MODULES)])


def trees(named: str = NAMED) -> Iterator[tuple[str, ast.Module]]:
    """Every module that must run on Windows and in which one of the words stands, as it is parsed."""
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py"), ROOT / "tasks.py"]):
        text = path.read_text("utf-8")
        if re.search(named, text):
            yield path.relative_to(ROOT).as_posix(), ast.parse(text)


def asks_for_the_system(node: ast.AST) -> bool:
    """Whether a test of a branch is about what the system is or has."""
    text = ast.unparse(node)
    return bool(re.search(r"sys\.platform|os\.name|\bWINDOWS\b|hasattr\(", text))


def is_answered(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes what a system without the thing raises."""
    return handler.type is not None and bool(re.search("ImportError|AttributeError", ast.unparse(handler.type)))


def guards(node: ast.AST) -> bool:
    """Whether what stands below has another way on a system that lacks it."""
    if isinstance(node, ast.If | ast.IfExp):
        return asks_for_the_system(node.test)
    return isinstance(node, ast.Try) and any(map(is_answered, node.handlers))


def only_posix(node: ast.AST) -> str:
    """The name of what only POSIX has, if ``node`` is one."""
    match node:
        case ast.Attribute(value=ast.Name(id=module), attr=name) if name in ONLY_POSIX.get(module, ()):
            return f"{module}.{name}"
        case ast.Import(names=names):
            return " ".join(each.name for each in names if each.name in POSIX_MODULES)
        case ast.ImportFrom(module=str(module), names=names):
            lacking = [each.name for each in names if each.name in ONLY_POSIX.get(module, ())]
            return module if module in POSIX_MODULES else " ".join(lacking)
        case ast.Constant(value=str(text)) if re.fullmatch(r"(?:[^%]|%%)*%-[dmyHIMSj].*", text):
            return f"the format {text}"
    return ""


def unguarded(node: ast.AST) -> Iterator[tuple[int, str]]:
    """What of ``node`` only POSIX has and nothing guards; an early return where it lacks guards what follows."""
    if guards(node):
        return
    if name := only_posix(node):
        yield getattr(node, "lineno", 0), name
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and asks_for_the_system(child.test) and isinstance(child.body[-1], ast.Return):
            return
        yield from unguarded(child)


def test_no_call_that_windows_lacks_is_without_a_fallback():
    seen = dict(trees())
    assert {"src/communitywelfare/io/_files.py", "tasks.py"} <= set(seen)
    assert [f"{name}:{line} {what}" for name, tree in seen.items() for line, what in unguarded(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from pwd import getpwnam",
        "from os import fork",
        "import os\nos.getuid()",
        "import signal\nsignal.signal(signal.SIGHUP, end)",
        "def run():\n    if fast:\n        os.fork()",
        "day.strftime('%-d %B')",
        "if True:\n    pass\ntry:\n    os.fork()\nexcept OSError:\n    pass",
    ],
)
def test_a_call_that_windows_lacks_is_found(code):
    assert [what for _line, what in unguarded(ast.parse(code))]


@pytest.mark.parametrize(
    "code",
    [
        "if sys.platform == 'win32':\n    import msvcrt\nelse:\n    import fcntl",
        "try:\n    import resource\nexcept ImportError:\n    resource = None",
        "def flush():\n    if not hasattr(os, 'O_DIRECTORY'):\n        return\n    os.open(path, os.O_DIRECTORY)",
        "getattr(os, 'O_BINARY', 0)",
        "'100 %-share'",
    ],
)
def test_a_call_with_a_fallback_is_let_be(code):
    assert list(unguarded(ast.parse(code))) == []


# --- the same bytes ----------------------------------------------------------------------------------------


def test_a_build_is_stamped_with_the_time_of_its_commit(monkeypatch, tmp_path):
    tasks = pytest.importorskip("tasks")
    assert re.fullmatch(r"\d{10}", tasks.committed_at())
    monkeypatch.setattr(tasks, "ROOT", Path(tmp_path))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert tasks.committed_at() == "1580601600"
