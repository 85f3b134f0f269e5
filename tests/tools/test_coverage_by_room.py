"""Coverage by room: sums of modules, and what lacks where nothing may."""

from tools.coverage_by_room import WHOLE, page, rooms


def module(lines, missing=(), branches=0, untaken=()):
    counts = {"num_statements": lines, "missing_lines": len(missing)}
    counts |= {"num_branches": branches, "missing_branches": len(untaken)}
    return {"summary": counts, "missing_lines": list(missing), "missing_branches": [list(each) for each in untaken]}


TOLD = {
    "files": {
        "src/communitywelfare/money.py": module(100, branches=30),
        "src/communitywelfare/rules/limits.py": module(900, [12, 13], 99, [(11, 12)]),
        "src\\communitywelfare\\rules\\lint\\gaps.py": module(100, [], 1, [(7, -3)]),
        "src/communitywelfare/cofunding/rates.py": module(10),
        "src/communitywelfare/accounting/journal.py": module(10),
        "src/communitywelfare/io/book.py": module(10, [1], 0),
    }
}


def test_a_room_is_the_sum_of_its_modules():
    rules = rooms(TOLD)["rules"]
    assert (rules.lines, rules.lines_missed, rules.branches, rules.branches_missed) == (1000, 2, 100, 2)
    assert rules.row == "1,000 | 99.8 | 100 | 98.0"
    assert rooms({"files": {"communitywelfare/fund.py": module(9999, [7])}})["fund"].row == "9,999 | 99.9 | 0 | 100.0"
    assert rooms(TOLD)["money"].row == "100 | 100.0 | 30 | 100.0"


def test_what_lacks_is_told_where_nothing_may():
    said = page(TOLD)
    assert "- `rules/limits.py`: 12, 13, 11→12\n- `rules/lint/gaps.py`: 7→end\n" in said
    assert "io/book.py" not in said
    whole = {"files": {f"communitywelfare/{name}.py": module(5) for name in WHOLE}}
    assert page(whole).endswith("Nothing.\n")
