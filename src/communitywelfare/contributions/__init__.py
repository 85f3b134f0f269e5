"""Contributions (เงินสมทบ): what a member owes month by month, what was received, and what is in arrears."""

from communitywelfare.contributions.dues import Convention, Dues, DuesHistory, FirstMonth
from communitywelfare.contributions.receipts import (
    Arrears,
    Contributions,
    PaidMonth,
    PaymentMethod,
    Receipt,
    ReceiptKind,
    Waiver,
)

__all__ = [
    "Arrears",
    "Contributions",
    "Convention",
    "Dues",
    "DuesHistory",
    "FirstMonth",
    "PaidMonth",
    "PaymentMethod",
    "Receipt",
    "ReceiptKind",
    "Waiver",
]
