"""Who money comes from (แหล่งทุน): members, local government, the state through CODI, donors.

A source's code is also its *pot* in the books: every posting says whose money it moves.
"""

from collections.abc import Mapping

from attrs import field, frozen

__all__ = ["MEMBERS", "Source"]

MEMBERS = "MEMBERS"


@frozen(kw_only=True)
class Source:
    """One payer, and in which order its money is spent.

    `pay_order` is 1 for the pot that benefits are paid from first; `restricted` money may be spent on benefits only.
    """

    code: str
    name: Mapping[str, str] = field(hash=False)
    restricted: bool
    pay_order: int
