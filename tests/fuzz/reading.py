"""What a reader is, and what none may do: raise what is not our own, go on without end, or say what is no text."""

import atexit
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from communitywelfare.errors import Finding, WelfareError
from communitywelfare.wording import LANGUAGES, words

__all__ = ["MOST_MEMORY", "MOST_SECONDS", "FaultyError", "Reader", "from_path", "from_text", "judge", "room"]

MOST_SECONDS = 5
"""Of processor time, for a file of at most `spoil.MOST_BYTES`; what is tried here takes thousandths."""

MOST_MEMORY = 512 * 1024 * 1024
"""In bytes, above what the program needs before it reads."""


class FaultyError(AssertionError):
    """A reader did what none may do."""


@dataclass(frozen=True)
class Reader:
    """One way for bytes to come in.

    `seeds` are whole files of its kind, to be spoilt; `form` says how (`spoil.spoilt`). `refusals` are what it may
    raise beside the library's own errors.
    """

    name: str
    form: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    refusals: tuple[type[BaseException], ...] = ()


def judge(reader: Reader, contents: bytes, *, seconds: float = MOST_SECONDS) -> str:
    """Let a reader read; "read" or "refused". What it says of the input must be sayable in both languages.

    Raises:
        FaultyError: It raised what is none of our own errors (a panic of a compiled reader is one, too), or took too
            long.
    """
    try:
        with _hurried(reader, seconds):
            found = reader.read(contents)
    except (WelfareError, *reader.refusals) as error:
        _say(reader, getattr(error, "findings", ()), str(error))
        return "refused"
    except (FaultyError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise FaultyError(f"{reader.name}: {type(error).__name__}: {error}"[:500]) from error
    findings = getattr(found, "findings", found)
    if isinstance(findings, Iterable) and not isinstance(findings, str | bytes):
        _say(reader, [each for each in findings if isinstance(each, Finding)], "")
    return "read"


@contextmanager
def _hurried(reader: Reader, seconds: float) -> Iterator[None]:
    """Whoever takes too much of the processor's time is interrupted, where the system has such a clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ended(_signal: int, _frame: object) -> None:
        raise FaultyError(f"{reader.name}: more than {seconds} seconds")

    before = signal.signal(signal.SIGVTALRM, ended)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _say(reader: Reader, findings: Iterable[Finding], message: str) -> None:
    """What is told of a file goes to pages, which take text: half a surrogate pair is none."""
    told = [message]
    for finding in list(findings)[:20]:
        told += [words(finding, language) for language in LANGUAGES]
        told.append(str(finding.place))
    try:
        "\n".join(told).encode(errors="backslashreplace" if reader.form == "text" else "strict")
    except UnicodeEncodeError as error:
        raise FaultyError(f"{reader.name}: what is told is no text: {error}") from error


# --- how bytes come to a reader of something else ------------------------------------------------------------


@cache
def room() -> Path:
    """A folder of this process, in memory where there is such a place: nothing in it is to be kept."""
    memory = Path("/dev/shm")  # noqa: S108  # throw-away files of a test
    made = Path(tempfile.mkdtemp(prefix="fuzz-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def from_path(name: str, read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of bytes, from one of paths; the name is that of the file."""

    def of_bytes(contents: bytes) -> object:
        path = room() / name
        path.write_bytes(contents)
        return read(str(path))

    return of_bytes


def from_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of bytes, from one of text: what is no UTF-8 comes as half surrogate pairs, as from a shell or JSON."""
    return lambda contents: read(contents.decode("utf-8", "surrogateescape"))
