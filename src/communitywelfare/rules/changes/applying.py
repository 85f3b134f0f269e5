"""A by-law with some of it changed from a day on: what a committee compares before it votes."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve

from communitywelfare.errors import ByLawError, Finding, InvalidValue
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.bylaws import BenefitPolicy, ByLaw
from communitywelfare.rules.changes.editing import Editing
from communitywelfare.rules.changes.errors import check_lint, refusal
from communitywelfare.rules.changes.paths import Address, Book, in_force, parts_of
from communitywelfare.rules.reading import build_bylaw
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.rules.writing import document_of

__all__ = ["changed", "name_of"]

Changes = Mapping[str, object]
Forms = Mapping[str, type[AmountForm]]


def changed(bylaw: ByLaw, changes: Changes, *, on: date, forms: Forms = BUILT_IN_FORMS) -> ByLaw:
    """The by-law as it would be with some values changed from a day on.

    The version in force on that day stays as it was, and a copy of it with the changes takes effect on the day. So
    nothing moves that has happened: claims, dues and arrears of before are under the version of before, limits go on
    counting what was paid under it, and where the joining date governs, the change is for those who join from then on,
    as an amendment's is. Where the version in force begins on the very day it is changed itself, and a copy that again
    says what the version before it says is dropped: a change and its reverse give the by-law back. Versions that begin
    later get the same changes. A path that begins with ``version[2]`` changes that version from its own first day, and
    ``governs`` and the like the whole by-law.

    Args:
        bylaw: What holds now.
        changes: New values by their paths (`paths` says how they are written). A table replaces the whole table,
            None removes what stands there. A key that the table does not have yet may be given, and the next place of a
            list; a new clause with the word ``benefit``: ``benefit.wreath = {…}``.
        on: The day from which the changes hold, such as the first day of a projection.
        forms: The forms of amount that a new value may use, by name.

    Returns:
        The changed by-law; the given one itself where every value is what it was.

    Raises:
        InvalidValue: A path matches nothing, or more than one thing; a float; nothing is in force on the day. Every
            mistake is a finding.
        ByLawError: What comes of it is no by-law, or lint finds errors in it that were not there before; with all the
            findings. Or the by-law holds what no file can say, such as an amount of another package.
    """
    given = _read(changes)
    opened = Book.of(bylaw, on)
    whole, open_ended = _told_apart(opened, given)
    number = opened.number
    result = bylaw
    if whole:
        result = _built(result, number, whole, forms=forms)
        number = in_force(result, on)
    if open_ended:
        later = range(number + 1, len(result.versions) + 1)
        edited = _built(result, number, open_ended, later=later, forms=forms)
        result = _from(on, result, edited, number)
    if result == bylaw:
        return bylaw
    check_lint(bylaw, result, forms)
    return result


Given = Mapping[str, tuple[Address, object]]


def _read(changes: Changes) -> Given:
    """The changes with the parts of their paths."""
    given, findings = {}, list[Finding]()
    for path, value in changes.items():
        try:
            given[path] = parts_of(path), value
        except InvalidValue as error:
            findings.extend(error.findings)
    if findings:
        raise refusal(findings)
    return given


def _told_apart(book: Book, given: Given) -> tuple[Given, Given]:
    """Changes of what has a day of its own or none, and changes that hold from the day on."""
    whole = {path: each for path, each in given.items() if _is_whole(book, each[0])}
    return whole, {path: each for path, each in given.items() if path not in whole}


def _is_whole(book: Book, parts: Address) -> bool:
    if parts[0] == "version":
        return len(parts) > 1 and isinstance(parts[1], int)
    return any(address[0] != "version" for address in book.meant(parts))


def _built(bylaw: ByLaw, number: int, given: Given, *, later: Iterable[int] = (), forms: Forms) -> ByLaw:
    """The by-law with changes in the version of a number and, as far as they are there, in later ones."""
    editing = Editing(Book(document_of(bylaw), number), forms)
    editing.change(given)
    for each in later:
        editing.change_later(each, given)
    try:
        built = build_bylaw(editing.book.document, forms=forms)
    except ByLawError as error:
        mistakes = [*editing.findings, *editing.without_place(error.findings)]
        raise (refusal(mistakes) if mistakes else error) from None
    if editing.findings:
        raise refusal(editing.findings)
    return built


def _from(on: date, before: ByLaw, edited: ByLaw, number: int) -> ByLaw:
    """The versions of before up to a day, and the edited ones from it on."""
    if edited.versions[number - 1] == before.versions[number - 1]:
        return edited  # at most later versions are others
    kept, now, rest = before.versions[: number - 1], edited.versions[number - 1], edited.versions[number:]
    if now.effective < on:
        names = {version.version for version in before.versions}
        copied = evolve(now, version=name_of(before.versions[number - 1], on, names), adopted=on, effective=on)
        return evolve(edited, versions=(*kept, before.versions[number - 1], copied, *rest))
    if kept and _says_the_same(kept[-1], now, on) and not _is_kept(now.version, rest):
        return evolve(edited, versions=(*kept, *rest))
    return evolve(edited, versions=(*kept, now, *rest))


def name_of(version: BenefitPolicy, on: date, names: Iterable[str] = ()) -> str:
    """The name of a version that a change makes."""
    name = f"{version.version} + {on.isoformat()}"
    return name if name not in names else f"{name} +"


def _says_the_same(older: BenefitPolicy, newer: BenefitPolicy, on: date) -> bool:
    """Whether a version is one that a change made, and says again what the version before it says."""
    again = evolve(newer, version=older.version, adopted=older.adopted, effective=older.effective)
    return newer.version == name_of(older, on) and again == older


def _is_kept(name: str, versions: Iterable[BenefitPolicy]) -> bool:
    return any(keeps.version == name for version in versions for keeps in version.keeps)
