"""Why the fund may keep somebody's data, and what became of them: dated facts under the Personal Data Protection Act.

Health data need an explicit consent (section 26); other data a basis of section 24. Neither is ever assumed.
"""

from datetime import date, datetime
from enum import Enum

from attrs import field, frozen

from communitywelfare.identity import Hidden
from communitywelfare.masking import hidden

__all__ = ["HEALTH_PURPOSE", "Consent", "Erasure", "LegalBasis"]

HEALTH_PURPOSE = "benefits"  # health details are kept to decide and pay benefits


class LegalBasis(Enum):
    """On what ground data are kept (ฐานทางกฎหมาย): sections 19, 24 and 26 of the PDPA, B.E. 2562."""

    CONSENT = "CONSENT"
    EXPLICIT_CONSENT = "EXPLICIT_CONSENT"
    CONTRACT = "CONTRACT"
    LEGAL_OBLIGATION = "LEGAL_OBLIGATION"
    LEGITIMATE_INTEREST = "LEGITIMATE_INTEREST"
    PUBLIC_TASK = "PUBLIC_TASK"
    VITAL_INTEREST = "VITAL_INTEREST"


@frozen(kw_only=True)
class Consent:
    """That a member's data may be kept for a purpose, from when, and until when (ความยินยอม).

    `withdrawn` is the first day on which it no longer holds; None where nobody withdrew it. `reference` names the paper
    that was signed.
    """

    member: str
    purpose: str
    basis: LegalBasis = field(converter=LegalBasis)
    given: date
    withdrawn: date | None = None
    reference: str = ""
    note: Hidden = Hidden("")

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day; on the day of its withdrawal it does not."""
        return self.given <= on and (self.withdrawn is None or on < self.withdrawn)


@frozen(kw_only=True)
class Erasure:
    """The decision to erase what identifies a member (การลบข้อมูลส่วนบุคคล); the books keep their figures."""

    member: str
    day: date
    reason: str = field(repr=hidden)
    recorded_at: datetime | None = None
    reference: str = ""
