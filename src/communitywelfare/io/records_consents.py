"""Rows of consents, and of decisions to erase somebody's data."""

from collections.abc import Mapping
from typing import Any

from communitywelfare.consents import Consent, Erasure
from communitywelfare.identity import Hidden
from communitywelfare.io._rows import Row

__all__ = ["consent_of", "erasure_of", "row_of_consent", "row_of_erasure"]

Cells = Mapping[str, Any]


def consent_of(row: Row) -> Consent:
    """One consent, or another basis for keeping a member's data."""
    values: Cells = row.values
    return Consent(
        member=values["member_no"],
        purpose=values["purpose"],
        basis=values["basis"],
        given=values["given_date"],
        withdrawn=values["withdrawn_date"],
        reference=values["reference"] or "",
        note=Hidden(values["note"] or ""),
    )


def row_of_consent(consent: Consent) -> Cells:
    """The row of a consent."""
    return {
        "member_no": consent.member,
        "purpose": consent.purpose,
        "basis": consent.basis,
        "given_date": consent.given,
        "withdrawn_date": consent.withdrawn,
        "reference": consent.reference,
        "note": consent.note.reveal("write consents.csv"),
    }


def erasure_of(row: Row) -> Erasure:
    """One decision to erase what identifies a member."""
    values: Cells = row.values
    return Erasure(
        member=values["member_no"],
        day=values["date"],
        recorded_at=values["recorded_at"],
        reason=values["reason"],
        reference=values["reference"] or "",
    )


def row_of_erasure(erasure: Erasure) -> Cells:
    """The row of such a decision."""
    return {
        "member_no": erasure.member,
        "date": erasure.day,
        "recorded_at": erasure.recorded_at,
        "reason": erasure.reason,
        "reference": erasure.reference,
    }
