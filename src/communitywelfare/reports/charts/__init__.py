"""Charts (แผนภูมิ) for the pages people look at: figures in, drawings out that need nothing beside themselves.

A chart is a pure function of its figures and words: the same data give the same bytes. It runs no script and knows
no language: every word comes from the caller, who also sets a table of the figures beside it. Colour only helps:
lines differ by their dashes, areas by their hatching, so that a photocopy says the same.

>>> chart = bars(
...     title="ค่าสวัสดิการ",
...     description="ปี 2569 จ่าย 30,000 บาท ปี 2570 จ่าย 45,000 บาท",
...     years=["2569", "2570"],
...     units=((1, "บาท"), (1_000, "พันบาท"), (10_000, "หมื่นบาท")),
...     layers=[Series(name="เสียชีวิต", values=[30_000, 45_000])],
... )
>>> chart.html.startswith('<figure class="chart"><figcaption>ค่าสวัสดิการ</figcaption><svg')
True

Where charts stand on one page, policies given in the same order look the same in all of them.
"""

from communitywelfare.reports.charts._chart import Chart
from communitywelfare.reports.charts._scale import Units
from communitywelfare.reports.charts.courses import Chance, Series, Spread, fan, ruin_curve
from communitywelfare.reports.charts.differences import Group, Swing, gainers, tornado
from communitywelfare.reports.charts.layers import bars

__all__ = [
    "Chance",
    "Chart",
    "Group",
    "Series",
    "Spread",
    "Swing",
    "Units",
    "bars",
    "fan",
    "gainers",
    "ruin_curve",
    "tornado",
]
