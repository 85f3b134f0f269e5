"""Is a fund's chart of accounts one to rely on? A fund may extend it; what it adds must hold together."""

from collections import Counter
from collections.abc import Iterator, Sequence

from communitywelfare.accounting import Account, AccountType
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund

__all__ = ["chart_findings"]

_LINES = frozenset((*RECEIPT_LINES, *PAYMENT_LINES))


def chart_findings(fund: Fund, rows: Sequence[int | None] = ()) -> Iterator[Finding]:
    """What is wrong with the accounts, by themselves and among each other.

    Args:
        fund: The fund.
        rows: On which line of the file each account stands, where they were read from one.
    """
    chart = fund.chart
    times = Counter(account.code for account in chart.accounts)
    declared = {source.code for source in fund.sources}
    for place, account in enumerate(chart.accounts):
        row = rows[place] if place < len(rows) else None
        if times[account.code] > 1:
            yield _found("chart.code_twice", account, "code", row)
        parent = chart.by_code.get(account.parent)
        if account.parent and parent is None:
            yield _found("chart.unknown_parent", account, "parent", row, parent=account.parent)
        elif parent is not None and parent.type is not account.type:
            yield _found("chart.other_type", account, "type", row, parent=account.parent, type=parent.type)
        if _circles(fund, account):
            yield _found("chart.circle", account, "parent", row, parent=account.parent)
        if account.line and account.line not in _LINES:
            yield _found("chart.unknown_line", account, "codi10_line", row, line=account.line)
        elif not account.line and account.type.is_temporary and account.code not in chart.groups:
            yield _found("chart.no_line", account, "codi10_line", row)
        if account.source and declared and account.source not in declared:
            yield _found("chart.unknown_source", account, "source", row, source=account.source)
        if account.is_held and account.type is not AccountType.ASSET:
            yield _found("chart.not_held", account, "is_held", row)


def _circles(fund: Fund, account: Account) -> bool:
    """Whether going from heading to heading leads back to the account."""
    seen: set[str] = set()
    step: Account | None = account
    while step is not None and step.code not in seen:
        seen.add(step.code)
        step = fund.chart.by_code.get(step.parent)
    return step is not None and step.code == account.code and bool(account.parent)


def _found(code: str, account: Account, column: str, row: int | None, **params: object) -> Finding:
    place = Place(file="accounts.csv", row=row, column=column, record=account.code)
    severity = Severity.WARNING if code == "chart.no_line" else Severity.ERROR
    return Finding(code, severity, place=place, params={"account": account.code, **params})
