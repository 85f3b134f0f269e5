"""By-laws told by stretches of time (ระเบียบตามช่วงเวลา): a table of prices for a clause, in the place of its tree.

What most clauses pay for an event turns on few facts: which of their waits are over, which steps are reached, the sex,
and whether somebody pays in time. `tables` asks the trees once for each of these cases; `loop` looks the answers up
event by event. A clause that turns on anything else has no table, and is asked event by event as ever.
"""

__all__: list[str] = []
