"""Days of workbooks that no calendar has: refused in our own words, whoever reads them."""

from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.containers.sheets import sheets_of
from communitywelfare.io.foreign.book import book_of


def workbook_with(number: float, shown_as: str) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.write_number(0, 0, number, workbook.add_format({"num_format": shown_as}))
    return stream.getvalue()


@given(
    st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70),
    st.sampled_from(["d/m/yyyy", "[h]:mm", "h:mm", "0.00"]),
)
@example(1e15, "d/m/yyyy")
@example(-1e12, "d/m/yyyy")
@example(1e300, "[h]:mm")
def test_a_number_that_is_shown_as_a_day_is_read_or_refused(number, shown_as) -> None:
    contents = workbook_with(number, shown_as)
    for read in (sheets_of, lambda data, file: book_of(file, data)):
        try:
            read(contents, "a.xlsx")
        except FormatError as refused:
            assert [each.code for each in refused.findings] == ["container.not_a_workbook"]


@pytest.mark.parametrize(("number", "shown_as"), [(1e300, "[h]:mm"), (-1e12, "d/m/yyyy")])
def test_a_package_is_refused_for_a_day_that_no_calendar_has(number, shown_as) -> None:
    with pytest.raises(FormatError) as refused:
        CONTAINERS[".xlsx"].unpack(workbook_with(number, shown_as), "fund.xlsx")
    assert [each.code for each in refused.value.findings] == ["container.not_a_workbook"]
