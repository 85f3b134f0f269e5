"""The four rules as an OpenFisca model: a variable for each figure of a month, and formulas between them."""

from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

__all__ = ["sums"]

MEMBER = Entity("member", "members", "a member", "a member of a fund")
STEPS = ((6, 2_500), (12, 5_000), (36, 10_000), (60, 15_000), (120, 30_000))
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def _variable(name: str, value_type: type, formula: Any = None, *, lasting: bool = False) -> type[Variable]:
    own = {"value_type": value_type, "entity": MEMBER, "label": name}
    own["definition_period"] = DateUnit.ETERNITY if lasting else DateUnit.MONTH
    if formula is not None:
        own["formula"] = formula
    return type(name, (Variable,), own)


def _days(of: Any, begins: str, when: Any) -> Any:
    return np.datetime64(when.start.date, "D").astype(np.int64) - of(begins, when)


def _months(of: Any, begins: str, when: Any) -> Any:
    """Completed months since a day, on the first of the month."""
    since = of(begins, when).astype("M8[D]")
    month = since.astype("M8[M]").astype(np.int64)
    now = np.datetime64(when.start.date, "M").astype(np.int64)
    return now - month - (since.astype("M8[M]").astype("M8[D]") != since)


def _good(of: Any, when: Any) -> Any:
    return of("arrears", when) <= 3


def _counted(what: str, name: str) -> Any:
    def formula(of: Any, when: Any) -> Any:
        counts = of(what, when) * (_days(of, "joined", when) >= 180) * _good(of, when)
        return counts if when.start.month == 1 else counts + of(name, when.last_month)

    return formula


def _paid(counted: str, most: int, pays: int) -> Any:
    def formula(of: Any, when: Any) -> Any:
        before = 0 if when.start.month == 1 else np.minimum(of(counted, when.last_month), most)
        return (np.minimum(of(counted, when), most) - before) * pays

    return formula


def _death(of: Any, when: Any) -> Any:
    months = _months(of, "joined", when)
    pay = np.select([months >= since for since, _pay in reversed(STEPS)], [pay for _since, pay in reversed(STEPS)], 0)
    return pay * (of("dies", when) == when.start.month - 1) * _good(of, when)


def _pension(of: Any, when: Any) -> Any:
    old = (_months(of, "birth", when) >= 720) & (_months(of, "joined", when) >= 180)
    return 200 * old * (of("dies", when) > when.start.month - 1) * _good(of, when)


VARIABLES = (
    _variable("joined", int, lasting=True),
    _variable("birth", int, lasting=True),
    _variable("arrears", int, lasting=True),
    _variable("dies", int, lasting=True),
    _variable("nights", int),
    _variable("births", int),
    _variable("nights_so_far", int, _counted("nights", "nights_so_far")),
    _variable("births_so_far", int, _counted("births", "births_so_far")),
    _variable("hospital", float, _paid("nights_so_far", 10, 100)),
    _variable("childbirth", float, _paid("births_so_far", 2, 500)),
    _variable("death", float, _death),
    _variable("pension", float, _pension),
)


def sums(known: Any) -> tuple[int, ...]:
    """What a year of members is paid by each of the four rules, in satang."""
    system = TaxBenefitSystem([MEMBER])
    for variable in VARIABLES:
        system.add_variable(variable)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(known.joined))
    for name in ("joined", "birth", "arrears", "dies"):
        simulation.set_input(name, period("eternity"), getattr(known, name).astype(np.int32))
    for month, when in enumerate(MONTHS):
        simulation.set_input("nights", when, known.nights[month].astype(np.int32))
        simulation.set_input("births", when, known.births[month].astype(np.int32))
    return tuple(
        sum(int(simulation.calculate(name, when).sum(dtype=np.float64)) for when in MONTHS) * 100
        for name in ("hospital", "childbirth", "death", "pension")
    )
