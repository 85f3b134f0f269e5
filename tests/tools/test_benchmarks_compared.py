"""Benchmarks between commits: what became dearer is seen, and what only another machine makes of it is not."""

import pytest

from tools.benchmarks_compared import Row, changes, page_of, record, told

OLD = """# Benchmarks

Measured on 2026-11-01 with CPython 3.11.7.

## Claims decided

1,000 claims; best of 3 runs.

| | CPU s | claims a second | times the first row | peak MB |
|---|--:|--:|--:|--:|
| by hand | 0.200 | 5,000 | 1.00 | 100 |
| adjudicate | 0.400 | 2,500 | 2.00 | 1,100 |
| sums only | 0.100 | 10,000 | 0.50 | – |

## How it grows

| | numpy alone | MB |
|---|--:|--:|
| 300 members | 0.93 | 198 |
"""
SLOWER_MACHINE = (
    OLD.replace("11-01", "11-02").replace("0.200", "0.600").replace("0.400", "1.200").replace("0.100", "0.300")
)
REGRESSED = OLD.replace("11-01", "11-02").replace("0.400 | 2,500 | 2.00", "0.600 | 1,667 | 3.00")


def test_a_record_is_the_rows_that_stand_beside_a_first():
    assert record(OLD) == {
        "Claims decided: by hand": Row(1.0, 100.0),
        "Claims decided: adjudicate": Row(2.0, 1100.0),
        "Claims decided: sums only": Row(0.5, None),
    }


def test_a_slower_machine_is_no_regression():
    assert [each.verdict for each in changes(record(OLD), record(SLOWER_MACHINE))] == ["", "", ""]
    assert "Nothing is to be noticed." in told(OLD, SLOWER_MACHINE)


def test_a_row_that_became_dearer_is_told_with_both_days():
    said = told(OLD, REGRESSED)
    assert "- before: Measured on 2026-11-01" in said
    assert "- after: Measured on 2026-11-02" in said
    assert "| Claims decided: adjudicate | 2.00 | 3.00 | × 1.50 | × 1.00 | dearer |" in said
    assert said.count("Claims decided:") == 1
    assert "cheaper" in told(REGRESSED, OLD)


def test_memory_that_grew_is_told_and_rows_that_came_and_went_are_counted():
    said = told(OLD, OLD.replace("1,100", "2,200").replace("sums only", "sums alone"))
    assert "× 2.00 | larger |" in said
    assert "2 rows are in both; 1 are new, 1 are gone" in said


def test_the_page_that_lies_here_is_a_record():
    assert len(record(page_of(""))) > 40


def test_a_commit_without_a_record_is_told():
    with pytest.raises(SystemExit, match="has no record"):
        page_of("0000000000000000000000000000000000000000")
