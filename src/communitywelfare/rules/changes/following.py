"""Another by-law in place of the one that holds, from a day on: for comparing with the file of another by-law."""

from collections.abc import Mapping
from datetime import date

from attrs import evolve

from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.bylaws import BenefitPolicy, ByLaw
from communitywelfare.rules.changes.applying import name_of
from communitywelfare.rules.changes.errors import check_lint
from communitywelfare.rules.changes.paths import in_force
from communitywelfare.rules.registry import BUILT_IN_FORMS

__all__ = ["followed_by"]


def followed_by(
    bylaw: ByLaw, other: ByLaw, *, on: date, forms: Mapping[str, type[AmountForm]] = BUILT_IN_FORMS
) -> ByLaw:
    """A by-law up to a day, and what another one says from that day on.

    What has happened stays under the versions of before, as with `changed`. Where the other by-law has those very
    versions, as the file of a fund that only adds an amendment does, it is taken as it is. Otherwise its version in
    force on the day takes effect on the day, and its later ones follow; what it keeps for members who joined under
    versions of its own that are not taken over is left out.

    Raises:
        InvalidValue: No version of the other by-law is in force on the day.
        ByLawError: The other by-law has errors of lint that this one does not have.
    """
    now = other.versions[in_force(other, on) - 1]
    before = tuple(version for version in bylaw.versions if version.effective < on)
    if before == tuple(version for version in other.versions if version.effective < on):
        result = other
    else:
        begun = evolve(now, adopted=min(now.adopted, on), effective=on)
        taken = (begun, *(version for version in other.versions if version.effective > on))
        result = evolve(other, fund=bylaw.fund, name=bylaw.name, versions=(*before, *_renamed(before, taken, on)))
    check_lint(bylaw, result, forms)
    return result


def _renamed(
    before: tuple[BenefitPolicy, ...], taken: tuple[BenefitPolicy, ...], on: date
) -> tuple[BenefitPolicy, ...]:
    """Versions with names that those of before do not have; what they keep is of one another only."""
    used = {version.version for version in before}
    names = {each.version: name_of(each, on, used) if each.version in used else each.version for each in taken}
    return tuple(
        evolve(
            each,
            version=names[each.version],
            keeps=tuple(evolve(keeps, version=names[keeps.version]) for keeps in each.keeps if keeps.version in names),
        )
        for each in taken
    )
