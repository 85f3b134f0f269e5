"""The quick yes or no about a voucher, against the findings that say why."""

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.journal import Posting, Voucher
from communitywelfare.accounting.soundness import Soundness
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.money import ZERO, Money

BREAKS = st.sampled_from(
    [
        {},
        {"account": "99999"},
        {"account": "10000"},
        {"account": "52010", "member": "", "holder": ""},
        {"source": "LAO"},
        {"source": "NOBODY"},
        {"member": "M9"},
        {"member": ""},
        {"holder": "V9"},
        {"holder": ""},
        {"amount": ZERO},
        {"amount": Money(1)},
    ]
)


def broken(data: st.DataObject, voucher: Voucher) -> Voucher:
    lines = list(voucher.postings)
    position = data.draw(st.integers(0, len(lines) - 1))
    lines[position] = evolve(lines[position], **data.draw(BREAKS))
    return evolve(voucher, postings=tuple(lines[data.draw(st.sampled_from([0, 0, 0, 1])) :]))


@given(data=st.data())
def test_a_voucher_holds_exactly_where_no_fault_is_found(data, chart, vouchers):
    sources = data.draw(st.sampled_from([(), shipped_sources()]))
    soundness = Soundness(chart, sources)
    for number in range(data.draw(st.integers(1, 6))):
        voucher = broken(data, data.draw(vouchers(chart, f"X{number}")))
        for _again in range(2):
            assert soundness.holds(voucher) == (faults(voucher, chart, sources) == [])


def test_what_was_wrong_with_one_line_is_not_held_against_others(chart, vouchers, recorded_at):
    """A line of nothing is wrong for that alone; a line like it that moves money is not."""

    def moved(satang: int) -> Voucher:
        lines = (Posting("11010", "OTHER", Money(satang)), Posting("12010", "OTHER", Money(-satang)))
        day, kind = recorded_at.date(), "TRANSFER"
        return Voucher(day=day, kind=kind, number="X1", description="", postings=lines)

    soundness = Soundness(chart)
    assert [soundness.holds(moved(satang)) for satang in (0, 5, -5, 0)] == [False, True, True, False]


def test_restricted_money_may_come_back_from_a_running_cost_but_not_go_there(chart, recorded_at):
    def paid(satang: int) -> Voucher:
        lines = (Posting("52010", "LAO", Money(satang)), Posting("12010", "LAO", Money(-satang)))
        day, kind = recorded_at.date(), "PAYMENT"
        return Voucher(day=day, kind=kind, number="X1", description="", postings=lines)

    soundness = Soundness(chart, shipped_sources())
    assert [soundness.holds(paid(satang)) for satang in (-5, 5, -5, 5)] == [True, False, True, False]


def test_what_is_sound_is_sound_when_it_is_asked_again_and_when_nothing_more_is_remembered(
    chart, recorded_at, monkeypatch
):
    lines = (Posting("11010", "OTHER", Money(5)), Posting("12010", "OTHER", Money(-5)))
    voucher = Voucher(day=recorded_at.date(), kind="TRANSFER", number="X1", description="", postings=lines)
    for remembered in (100_000, 0):
        monkeypatch.setattr("communitywelfare.accounting.soundness._REMEMBERED_AT_MOST", remembered)
        soundness = Soundness(chart)
        assert [soundness.holds(voucher), soundness.holds(voucher)] == [True, True]
