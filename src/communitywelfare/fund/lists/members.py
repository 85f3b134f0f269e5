"""The register as a list (ทะเบียนสมาชิก), and the elderly in it (รายชื่อผู้สูงอายุ)."""

from datetime import date

from attrs import field, frozen

from communitywelfare.calendar import add_months, whole_months
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership, MemberStatus
from communitywelfare.money import Money

__all__ = ["ELDERLY_AGE", "Elder", "RegisterLine", "elders", "register_lines"]

ELDERLY_AGE = 60
"""Completed years of age from which a person is elderly: by the CODI status form, and by the law (from general
knowledge: Act on the Elderly, B.E. 2546, section 3)."""


@frozen(kw_only=True)
class RegisterLine:
    """A membership as of a day: `months` it has lasted; `contributed` is None where no receipts are given."""

    membership: Membership = field(repr=False)
    status: MemberStatus
    age: int | None
    months: int
    contributed: Money | None


def register_lines(fund: Fund, on: date) -> tuple[RegisterLine, ...]:
    """Every membership that had begun by the end of a day, in the order of the register."""
    is_paid_known = "contributions" not in fund.absent
    return tuple(
        RegisterLine(
            membership=each,
            status=each.derived_status(on),
            age=each.person.age(on),
            months=whole_months(each.applied, on if each.ended is None else min(each.ended, on)),
            contributed=fund.contributions.paid(each, on) if is_paid_known else None,
        )
        for each in fund.register
        if each.applied <= on
    )


@frozen(kw_only=True)
class Elder:
    """An elderly member: completed years of age, and the day on which the age of the elderly was reached."""

    membership: Membership = field(repr=False)
    age: int
    since: date


def elders(fund: Fund, on: date) -> tuple[tuple[Elder, ...], int]:
    """Current members who are elderly at the end of a day, the eldest first; and of how many the age is not known."""
    current = fund.register.current(on)
    found = [
        Elder(membership=each, age=age, since=add_months(each.person.birth.first, ELDERLY_AGE * 12))
        for each in current
        if each.person.birth is not None and (age := each.person.age(on)) is not None and age >= ELDERLY_AGE
    ]
    found.sort(key=lambda elder: elder.since)
    return tuple(found), sum(each.person.birth is None for each in current)
