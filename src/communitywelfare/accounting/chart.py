"""The chart of accounts (ผังบัญชี): data that a fund may extend, with a bridge to the CODI status form."""

from collections.abc import Mapping
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from communitywelfare.errors import Finding, MissingFact, Severity

__all__ = ["BORROWED", "LENT", "MOVED_OUT", "Account", "AccountType", "Chart"]

OTHER_BENEFITS, OTHER_FUNDS, MOVED_OUT = "51990", "31090", "33030"
LENT, BORROWED = "13050", "22040"


class AccountType(Enum):
    """What an account is. Receipts and expenses are closed to fund balances at the end of a year."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    FUND = "FUND"
    RECEIPT = "RECEIPT"
    EXPENSE = "EXPENSE"

    @property
    def is_temporary(self) -> bool:
        """Whether its accounts hold what belongs to one year, and stand at zero once the year is closed."""
        return self in _TEMPORARY


_TEMPORARY = frozenset({AccountType.RECEIPT, AccountType.EXPENSE})


@frozen(kw_only=True)
class Account:
    """One account.

    `by_member` makes it a control account (บัญชีคุม): every posting to it names a member. `line` is its line in
    section 10 of the status form, such as ``R1.1``. `source` is set where all its money is one source's;
    `is_held` where every posting names who has the money in hands.
    """

    code: str
    name: Mapping[str, str] = field(hash=False)
    type: AccountType = field(converter=AccountType)
    parent: str = ""
    by_member: bool = False
    line: str = ""
    bank_account: str = ""
    active: bool = True
    source: str = ""
    is_held: bool = False

    @property
    def is_running_cost(self) -> bool:
        """Whether it is a cost of running the fund rather than a benefit."""
        return self.type is AccountType.EXPENSE and self.line.startswith("P2")

    @property
    def bars_restricted(self) -> bool:
        """Whether restricted money may not go there: costs of running the fund, and another source's money."""
        return self.is_running_cost or self.code == MOVED_OUT


@frozen
class Chart:
    """All accounts of a fund."""

    accounts: tuple[Account, ...]

    def __repr__(self) -> str:
        return f"<Chart of {len(self.accounts)} accounts>"

    @cached_property
    def by_code(self) -> Mapping[str, Account]:
        """Accounts by code."""
        return {account.code: account for account in self.accounts}

    @cached_property
    def groups(self) -> frozenset[str]:
        """Headings: accounts that have others below them and take no postings."""
        return frozenset(account.parent for account in self.accounts if account.parent)

    @cached_property
    def cash(self) -> frozenset[str]:
        """Accounts of cash in hands: the treasurer's and the collectors'."""
        return self._on_line("P1.2")

    @cached_property
    def banks(self) -> frozenset[str]:
        """Accounts at banks."""
        return self._on_line("P1.1")

    @cached_property
    def held(self) -> frozenset[str]:
        """Accounts of which every posting names who has the money in hands."""
        return frozenset(each.code for each in self.accounts if each.is_held)

    def _on_line(self, line: str) -> frozenset[str]:
        return frozenset(each.code for each in self.of_type(AccountType.ASSET) if each.line == line)

    def of_type(self, *types: AccountType) -> tuple[Account, ...]:
        """The accounts of some types, in the order of the chart; headings are among them."""
        return tuple(account for account in self.accounts if account.type in types)

    def account(self, code: str) -> Account:
        """The account with a code.

        Raises:
            MissingFact: The chart has none.
        """
        found = self.by_code.get(code)
        if found is None:
            finding = Finding("journal.unknown_account", Severity.ERROR, params={"account": code})
            raise MissingFact(f"the chart has no account {code}", finding)
        return found

    def benefit_account(self, category: str) -> str:
        """The account that benefits of a category of the status form are charged to."""
        code = f"51{category}0"
        return code if code in self.by_code else OTHER_BENEFITS

    def fund_account(self, source: str) -> str:
        """The fund balance of a source: its own account where it has one, the common one otherwise."""
        own = self.own(source, AccountType.FUND)
        return OTHER_FUNDS if own is None else own.code

    def own(self, source: str, kind: AccountType) -> Account | None:
        """A source's own account of a type.

        What it gives is received (RECEIPT), is still to come (ASSET) or must go back (LIABILITY), and some of it is
        left (FUND). A place where only its money lies, such as a bank account, is no such account.
        """
        fits = (each for each in self.of_type(kind) if each.source == source and each.active)
        return next((each for each in fits if not each.line.startswith("P")), None)
