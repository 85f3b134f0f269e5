"""The journal's file: entries as lines, chained by hashes over the lines as they are stored.

The last line of an entry carries its seal: ``prev`` repeats the hash of the entry before, and ``hash`` is the SHA-256
of ``prev``, a line feed, and the entry's lines without their last two cells, joined by line feeds. A changed, dropped
or moved line breaks the chain at its entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from typing import Any

from attrs import evolve

from communitywelfare.accounting import Account, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io._cells import neutral, text_of
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Row, line_of
from communitywelfare.money import ZERO, Money

__all__ = ["GENESIS", "account_of", "broken_at", "entries_of", "journal_text", "row_of_account", "sealed"]

GENESIS = "0" * 64
Cells = Mapping[str, Any]


def entries_of(rows: Iterable[Row]) -> tuple[list[Entry], list[Finding]]:
    """Entries from the lines of the journal; lines of one entry stand together."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for number, group in groupby(rows, key=lambda row: row.values["entry_no"]):
        lines = list(group)
        findings.extend(_two_sided(lines))
        entries.append(_entry(str(number), lines))
    return entries, findings


def _entry(number: str, lines: list[Row]) -> Entry:
    first: Cells = lines[0].values
    last: Cells = lines[-1].values
    voucher = Voucher(
        day=first["entry_date"],
        kind=first["doc_type"],
        number=first["doc_no"],
        description=first["description"] or "",
        postings=tuple(_posting(line.values) for line in lines),
        reference=first["source_ref"] or "",
        reverses=first["reverses"] or "",
    )
    seal = Seal(last["prev"], last["hash"]) if last["hash"] else None
    return Entry(number=number, voucher=voucher, recorded_at=first["recorded_at"], seal=seal)


def _posting(values: Cells) -> Posting:
    debit, credit = values["debit"], values["credit"]
    amount = debit if credit is None else -credit
    return Posting(values["account"], values["source"], ZERO if amount is None else amount, values["member_no"] or "")


def _two_sided(lines: list[Row]) -> Iterator[Finding]:
    for line in lines:
        debit, credit = line.values["debit"], line.values["credit"]
        if (debit is None) == (credit is None):
            place = Place(file="journal.csv", row=line.line, column="debit", record=str(line.values["entry_no"]))
            yield Finding("journal.debit_or_credit", Severity.ERROR, place=place)


def broken_at(text: str) -> tuple[int, str] | None:
    """The first line of the file, and the entry, where the chain of stored lines does not hold; None if it holds."""
    lines = text.removeprefix("\ufeff").split("\r\n")[1:]
    prev, pending = GENESIS, list[str]()
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        stored, *seal = line.rsplit(",", 2)
        pending.append(stored)
        if len(seal) < 2 or seal == ["", ""]:
            continue
        if seal[0] != prev or seal[1] != _hash(prev, pending):
            return number, line.partition(",")[0]
        prev, pending = seal[1], []
    return (len(lines), pending[0].partition(",")[0]) if pending else None


def _hash(prev: str, stored: list[str]) -> str:
    return sha256("\n".join((prev, *stored)).encode()).hexdigest()


def sealed(journal: Journal) -> Journal:
    """The journal with a seal on every entry that has none yet; seals that stand are left as they are."""
    prev, entries = GENESIS, []
    for entry in journal:
        seal = entry.seal or Seal(prev, _hash(prev, list(_stored_lines(entry))))
        prev = seal.hash
        entries.append(entry if entry.seal else evolve(entry, seal=seal))
    return Journal(tuple(entries))


def journal_text(journal: Journal) -> str:
    """The text of ``journal.csv``, sealed."""
    lines = [line_of([column.id for column in schemas()["journal"].columns])]
    for entry in sealed(journal):
        *body, last = _stored_lines(entry)
        lines.extend(f"{line},," for line in body)
        seal = entry.seal
        lines.append(f"{last},{seal.prev},{seal.hash}" if seal else f"{last},,")
    return "".join(f"{line}\r\n" for line in lines)


def _stored_lines(entry: Entry) -> Iterator[str]:
    voucher = entry.voucher
    day, moment = voucher.day.isoformat(), text_of(entry.recorded_at)
    description = neutral(voucher.description) if voucher.description else ""
    head = f"{line_of([entry.number])},{day}"
    tail = line_of([voucher.kind.value, neutral(voucher.number)])
    end = line_of([neutral(voucher.reference), voucher.reverses, moment])
    middle = line_of([description])
    for number, posting in enumerate(voucher.postings, start=1):
        debit, credit = _sides(posting.amount)
        cells = line_of([posting.account, posting.source])
        yield f"{head},{number},{cells},{debit},{credit},{middle},{tail},{line_of([neutral(posting.member)])},{end}"


def _sides(amount: Money) -> tuple[str, str]:
    return (amount.plain, "") if amount.satang >= 0 else ("", (-amount).plain)


def account_of(row: Row) -> Account:
    """One account of the chart."""
    values: Cells = row.values
    return Account(
        code=values["code"],
        name={"th": values["name_th"], "en": values["name_en"] or values["name_th"]},
        type=values["type"],
        parent=values["parent"] or "",
        by_member=values["is_control"] or False,
        line=values["codi10_line"] or "",
        bank_account=values["bank_account"] or "",
        active=values["active"] is not False,
        source=values["source"] or "",
    )


def row_of_account(account: Account) -> Cells:
    """The row of an account."""
    return {
        "code": account.code,
        "name_th": account.name["th"],
        "name_en": account.name["en"],
        "type": account.type,
        "parent": account.parent,
        "is_control": account.by_member,
        "codi10_line": account.line,
        "bank_account": account.bank_account,
        "active": account.active,
        "source": account.source,
    }
