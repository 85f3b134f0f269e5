"""What was done about claims, looked at claim by claim: the same as one action after another."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.claims import Action, ActionKind
from communitywelfare.io._reader import _fault, _faults_of, _of_nothing

KNOWN = frozenset({"C1", "C2", "C3", "C4"})
LIKELY = [ActionKind.SUBMIT, ActionKind.ASSESS, ActionKind.APPROVE, ActionKind.PAY]
BACK = [ActionKind.SUBMIT, ActionKind.RETURN, ActionKind.SUBMIT, ActionKind.ASSESS]
USUAL = [*(LIKELY[:count] for count in range(5)), BACK, BACK, [ActionKind.SUBMIT, ActionKind.RETURN, ActionKind.ASSESS]]


@st.composite
def told(draw: st.DrawFn) -> list[tuple[int, Action]]:
    """Lines of several claims among each other; most claims go the usual way, day by day."""
    queues = {claim: list(draw(st.sampled_from(USUAL))) for claim in ("C1", "C2", "C3", "C4", "C9")}
    for queue in queues.values():
        if queue and draw(st.sampled_from([False, False, True])):
            queue[draw(st.integers(0, len(queue) - 1))] = draw(st.sampled_from(ActionKind))
    order = draw(st.permutations([claim for claim, queue in queues.items() for _kind in queue]))
    days, lines = dict.fromkeys(queues, date(2024, 1, 10)), []
    for line, claim in enumerate(order, start=2):
        days[claim] += timedelta(days=draw(st.sampled_from([0, 1, 1, 1, -1])))
        kind = queues[claim].pop(0)
        after = draw(st.none() | st.integers(-1, 2)) if kind is ActionKind.RETURN else None
        deadline = None if after is None else days[claim] + timedelta(days=after)
        lines.append((line, Action(claim=claim, kind=kind, actor="committee", day=days[claim], deadline=deadline)))
    return lines


@given(told())
def test_actions_that_cannot_follow_are_those_found_one_after_another(lines):
    histories: dict[str, list[Action]] = {}
    expected = {}
    for line, action in lines:
        history = histories.setdefault(action.claim, [])
        fault = _fault(action, history) if action.claim in KNOWN else _of_nothing(action)
        if fault is None:
            history.append(action)
        else:
            expected[line] = fault
    found = _faults_of(lines, KNOWN)
    assert list(found.items()) == list(expected.items())
