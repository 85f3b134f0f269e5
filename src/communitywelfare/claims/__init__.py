"""Claims (คำขอรับสวัสดิการ): what happened, who asks, what was done about it, and what the by-law says.

Two records are kept apart: the engine's `Decision` is an assessment that advises; the committee's decision is an
`Action`. The state of a claim is never stored. It is a fold over its actions.
"""

from communitywelfare.claims.actions import Action, ActionKind, ClaimState, state_of
from communitywelfare.claims.decisions import (
    Authority,
    CapUsage,
    Decision,
    Gift,
    Outcome,
    Override,
    Payment,
    Shortfall,
    Step,
)
from communitywelfare.claims.requests import Claim, Event

__all__ = [
    "Action",
    "ActionKind",
    "Authority",
    "CapUsage",
    "Claim",
    "ClaimState",
    "Decision",
    "Event",
    "Gift",
    "Outcome",
    "Override",
    "Payment",
    "Shortfall",
    "Step",
    "state_of",
]
