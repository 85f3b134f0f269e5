"""The four rules as cashflower has them: a variable for each figure of a month, member by member."""

from cashflower import variable
from given import read
from input import people

_given = read()
_pays = dict(enumerate(_given.step_pays.tolist()))
_steps = _given.step_months.tolist()


@variable()
def alive(t):
    """The chance to be alive when a month begins."""
    if t == 0:
        return 1.0
    return alive(t - 1) * _given.survives[people.get("place"), t - 1]


@variable()
def staying(t):
    """The chance not to have left by then."""
    if t == 0:
        return 1.0
    return staying(t - 1) * _given.stays[people.get("joining_row"), t - 1]


@variable()
def members(t):
    """The chance to be a member."""
    return alive(t) * staying(t)


@variable()
def membership(t):
    """Completed months of membership in the middle of a month."""
    return t - people.get("joined") - people.get("is_late")


@variable()
def hospital(t):
    """Nights of stays that begin in a month."""
    if membership(t) < _given.waits:
        return 0.0
    age = min(max((t - people.get("born")) // 12, 0), 120)
    nights = 1 / _given.stop[people.get("sex"), age, _given.year[t]]
    return members(t) * _given.admissions[people.get("place"), t] * nights * _given.night


@variable()
def birth(t):
    """Children of a month."""
    if membership(t) < _given.waits:
        return 0.0
    return members(t) * _given.births[people.get("place"), t] * _given.child


@variable()
def death(t):
    """Deaths of a month, by steps of membership."""
    reached = sum(membership(t) >= months for months in _steps)
    return members(t) * (1 - _given.survives[people.get("place"), t]) * _pays[reached]


@variable()
def elderly(t):
    """The gift of April to those of 60 and 3 years of membership."""
    if not _given.is_april[t] or t - people.get("joined") - people.get("after_wait") < 36:
        return 0.0
    return members(t) * (t - people.get("born") - people.get("after_gift") >= 720) * _given.gift
