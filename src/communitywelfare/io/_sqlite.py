"""A SQLite file of ours: made whole, recognised, asked, and written to in transactions; its errors in our words."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity, WelfareError
from communitywelfare.io._files import database, read_resource
from communitywelfare.io.stored import FORMAT

__all__ = ["StoreFile"]

_APPLICATION = 0x43574A4C  # "CWJL", by which other programs know the file
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}
_UNREADABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


class StoreFile:
    """The file of a journal, open.

    Raises:
        FormatError: The file is not there, cannot be opened, is damaged, is no store, or one of a newer version.
        Refused: It belongs to another fund, or another program is writing to it all the time.
    """

    def __init__(self, path: str, fund_id: str) -> None:
        self.path = path
        self._connection = database(path, is_new=bool(fund_id))
        try:
            self._open(fund_id)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def _open(self, fund_id: str) -> None:
        # Between two appends all of it is in one file, which may be copied; and an append is on the disk when it ends.
        for setting in ("journal_mode = DELETE", "synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
            self.ask(f"PRAGMA {setting}")
        if fund_id and not self._schema():
            with self.transaction():
                self._make(fund_id)
        self._recognise(fund_id)

    def _make(self, fund_id: str) -> None:
        if self._schema():
            return  # another program was faster
        for statement in _statements():
            self.ask(statement)
        self.ask(f"PRAGMA application_id = {_APPLICATION}")
        self.insert("meta", [("format", FORMAT), ("fund", fund_id)])

    def _recognise(self, fund_id: str) -> None:
        schema = self._schema()
        if self.ask("PRAGMA application_id") != [(_APPLICATION,)] or not any("TABLE meta" in sql for sql in schema):
            raise FormatError(f"{self.path} holds no journal", self.finding("store.not_a_store"))
        meta = dict(self.typed((str, str), "SELECT key, value FROM meta"))
        if meta.get("format") != FORMAT:
            finding = self.finding("store.format", found=meta.get("format", ""), known=FORMAT)
            raise FormatError(f"{self.path} is of the format {meta.get('format')}", finding)
        if "fund" not in meta or any(sql.startswith("CREATE TABLE") for sql in _definitions() - schema):
            raise FormatError(f"{self.path} lacks a table, or its fund", self.finding("store.damaged"))
        if fund_id and meta.get("fund") != fund_id:
            finding = self.finding("store.other_fund", found=meta.get("fund", ""), wanted=fund_id)
            raise Refused(f"{self.path} holds the journal of {meta.get('fund')}", finding)

    @property
    def is_guarded(self) -> bool:
        """Whether all triggers that refuse changes are there."""
        return _definitions() <= self._schema()

    def _schema(self) -> frozenset[str]:
        named = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
        return frozenset(sql for (sql,) in self.typed((str,), named))

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with self._telling():
            return self._connection.execute(statement, values).fetchall()

    def typed(self, kinds: tuple[type, ...], statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement gives, each value of its kind: a damaged page may hold any.

        Raises:
            FormatError: A value is of another kind.
        """
        rows = self.ask(statement, *values)
        if any(tuple(map(type, row)) != kinds for row in rows):
            raise FormatError(f"{self.path} is damaged: a value of another kind", self.finding("store.damaged"))
        return rows

    def insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Put rows into a table."""
        for row in rows:
            self.ask(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)  # noqa: S608 - our own tables

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside is done, or nothing; nobody else writes meanwhile."""
        self.ask("BEGIN IMMEDIATE")
        try:
            yield
            self.ask("COMMIT")
        finally:
            if self._connection.in_transaction:
                self.ask("ROLLBACK")

    def finding(self, code: str, **params: object) -> Finding:
        """What is to be told of this file."""
        return Finding(code, Severity.ERROR, place=Place(file=self.path), params={"file": self.path, **params})

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._told(error) from None
        except UnicodeDecodeError:
            raise FormatError(f"{self.path} is damaged: no text", self.finding("store.damaged")) from None

    def _told(self, error: sqlite3.Error) -> WelfareError:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of the code says more than we ask
        if primary in _BUSY:
            return Refused(f"another program is writing to {self.path}", self.finding("folder.busy"))
        if primary in _UNREADABLE:
            return FormatError(f"{self.path} cannot be opened: {error}", self.finding("file.unreadable"))
        if primary in _FULL or (self._connection.in_transaction and primary not in _DAMAGED):
            return Refused(
                f"{self.path} takes nothing: {error}", self.finding("store.takes_nothing", reason=str(error))
            )
        return FormatError(f"{self.path} is damaged: {error}", self.finding("store.damaged"))


@cache
def _statements() -> tuple[str, ...]:
    """What makes an empty store."""
    statements, begun = list[str](), ""
    for line in read_resource("data/journal_store.sql").decode().splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            statements.append(begun[begun.index("CREATE") :].strip().removesuffix(";"))
            begun = ""
    return tuple(statements)


@cache
def _definitions() -> frozenset[str]:
    return frozenset(_statements())
