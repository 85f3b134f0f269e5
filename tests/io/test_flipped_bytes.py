"""Any byte of any file may be wrong: reading says so, in its own words and in no time, and never falls over."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import WelfareError
from communitywelfare.fund import draw_up
from communitywelfare.io.package import package_files, read_package, write_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.synthetic import Plan, make_package

MANY = settings(max_examples=max(200, settings().max_examples))
SOME = settings(max_examples=max(80, settings().max_examples))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flipped") / "fund"
    write_package(str(folder), make_package(Plan(members=6, years=2, seed=4)))
    return folder


def read_damaged(folder, name, contents, *, whole=True):
    """Read the folder with one file replaced; what is found, or why nothing can be read."""
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(contents)
    started = process_time()
    try:
        reading = read_package(str(folder))
    except WelfareError as error:
        assert error.findings
        return None
    finally:
        path.write_bytes(before)
    assert process_time() - started < 5
    assert not whole or reading.has_errors
    return reading


@MANY
@given(data=st.data())
def test_any_flipped_byte_is_told(small, data):
    name = data.draw(st.sampled_from(sorted(path.name for path in small.iterdir())), label="file")
    contents = bytearray((small / name).read_bytes())
    position = data.draw(st.integers(0, len(contents) - 1), label="position")
    contents[position] ^= data.draw(st.integers(1, 255), label="difference")
    read_damaged(small, name, bytes(contents), whole=name != "manifest.json")  # it does not vouch for itself


@SOME
@given(data=st.data())
def test_whatever_can_be_read_can_be_reckoned_with(small, data):
    """What passes as a package is one: its figures can be drawn up, and it is written back or refused."""
    names = ["members", "contributions", "benefits", "claim_actions", "cofunding", "matches", "opening", "sources"]
    name = data.draw(st.sampled_from(names), label="table")
    lines = (small / f"{name}.csv").read_bytes().split(b"\r\n")
    line = data.draw(st.integers(1, len(lines) - 1), label="line")
    cells = lines[line].split(b",")
    cell = data.draw(st.integers(0, len(cells) - 1), label="cell")
    odd = ["", "0", "-1", "999999999999", "0001-01-01", "2400-12-31", "9999/9999", "M00001", "=1", "PAID", "1.00"]
    cells[cell] = data.draw(st.sampled_from(odd), label="text").encode()
    lines[line] = b",".join(cells)
    reading = read_damaged(small, f"{name}.csv", b"\r\n".join(lines), whole=False)
    if reading is None or reading.package is None:
        return
    fund = reading.package.fund
    started = process_time()
    draw_up(fund, state_scheme(), fund.as_of)
    assert process_time() - started < 5
    if reading.package.losses:
        return
    copy = small.with_name("copy")
    copy.mkdir(exist_ok=True)
    for file, contents in package_files(reading.package).items():
        (copy / file).write_bytes(contents)
    assert read_package(str(copy)).package == reading.package


@given(data=st.data())
def test_any_bytes_in_place_of_a_file_are_told(small, data):
    name = data.draw(st.sampled_from(sorted(path.name for path in small.iterdir())), label="file")
    read_damaged(small, name, data.draw(st.binary(max_size=200), label="contents"))


@given(data=st.data())
def test_a_file_cut_off_anywhere_is_told(small, data):
    name = data.draw(st.sampled_from(sorted(path.name for path in small.iterdir())), label="file")
    contents = (small / name).read_bytes()
    read_damaged(small, name, contents[: data.draw(st.integers(0, len(contents) - 1), label="length")])
