"""The exception list for the auditor (ข้อสังเกตสำหรับผู้ตรวจสอบบัญชี): what in the books somebody should look at.

Each check has a name that does not change; one module holds each family of them, and `CHECKS` is the register of all.
An error cannot be right as it stands. A warning may well be, and needs a look at the paper. A note is good to know.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund.exceptions import benefits, cash, entries, numbers, receipts
from communitywelfare.fund.exceptions.evidence import Check, Evidence
from communitywelfare.fund.exceptions.thresholds import Thresholds
from communitywelfare.fund.value import Fund

__all__ = ["CHECKS", "Check", "Thresholds", "exceptions"]

ASSUMED = Thresholds()
_FAMILIES = (numbers, receipts, entries, benefits, cash)
CHECKS: Mapping[str, Check] = MappingProxyType({check.name: check for each in _FAMILIES for check in each.CHECKS})


def exceptions(fund: Fund, *, only: Collection[str] = (), thresholds: Thresholds = ASSUMED) -> tuple[Finding, ...]:
    """What an auditor should look at, check by check, in the order of the register.

    Args:
        fund: The fund, up to its as-of day.
        only: Names of checks; all of them where none is named.
        thresholds: From where on something is late, large or many.

    Raises:
        InvalidValue: There is no check of a name.
    """
    for name in only:
        if name not in CHECKS:
            finding = Finding("audit.unknown_check", Severity.ERROR, params={"check": name, "known": tuple(CHECKS)})
            raise InvalidValue(f"there is no check {name!r}", finding)
    evidence = Evidence(fund, thresholds)
    chosen = (check for name, check in CHECKS.items() if not only or name in only)
    return tuple(finding for check in chosen for finding in check.findings(evidence))
