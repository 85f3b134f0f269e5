"""What is expected of many funds at once (ค่าคาดหมายของหลายกองทุน): sums over people, of tables that all funds share.

How many are alive, and what is expected to happen to them and to be paid for it, follows from the month of birth, or
from the month of joining, whatever the fund. `rows` holds such tables, one for each way in which something is asked
for and limited; `clauses` finds what of a by-law they can tell; `loop` adds up, person by person. What they cannot tell
is left to `expected_lines`, fund by fund.
"""

__all__: list[str] = []
