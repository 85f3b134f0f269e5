"""How properties are run: the same few examples on every machine, and many others where somebody goes looking.

And of what coverage is measured: of the library while it is imported and tested, but not of every example drawn.

``pytest --hypothesis-profile search`` is the long way. Time limits and the health check on slow data are off: a busy
machine is no finding.
"""

import functools
import importlib
import os
import pkgutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import communitywelfare

sys.path.insert(0, str(Path(__file__).parent))  # modules beside the tests, such as thai_pages.py

settings.register_profile(
    "same", max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

WIDELY = os.environ.get("MEASURE") == "widely"
EXAMPLES, FIRST, CASES = (5, 5, 1_000_000) if WIDELY else (12, 4, 6)
"""Of what coverage is measured: the `FIRST` examples of a property and one in `EXAMPLES`, and of a test that is run for
many cases the first `CASES`. To measure all would more than double what the tests cost.

The others are run as ever and only not measured: a line that they alone reach counts as not covered. So the gate holds
for less than what the tests reach; ``python tasks.py coverage`` measures widely (``MEASURE=widely``) and tells it.
"""


def pytest_configure(config: pytest.Config) -> None:
    """Stop what pytest-cov 7.1 starts in a worker before the worker's own: it went on measuring beneath every pause."""
    beneath = controller(config)
    if beneath is not None and hasattr(config, "workerinput"):
        beneath.pause()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Import the library with its coverage measured, and the tests without: hundreds of files that are none of it."""
    coverage = measuring(session.config)
    if coverage is None or session.config.pluginmanager.hasplugin("dsession"):  # which only hands tests out
        return (yield)
    for module in pkgutil.walk_packages(communitywelfare.__path__, f"{communitywelfare.__name__}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    coverage.pause()
    try:
        return (yield)
    finally:
        coverage.resume()


def controller(config: pytest.Config) -> Any:
    """What starts and stops the measuring of coverage; None where there is none."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


def measuring(config: pytest.Config) -> Any:
    """What measures coverage at the moment; None where nothing does."""
    coverage = controller(config)
    return coverage if coverage is not None and coverage.started else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the cases of a test after its first ones be run without measuring them."""
    cases: Counter[tuple[str, str]] = Counter()
    for item in items:
        test = item.path.as_posix(), getattr(item, "originalname", None) or item.name
        cases[test] += 1
        if cases[test] > CASES:
            item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    coverage = measuring(item.config)
    example = body_of(getattr(item, "obj", None))
    if example is None or coverage is None or item.get_closest_marker("no_cover"):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*example, measured_at_times(getattr(*example), coverage))
        try:
            return (yield)
        finally:
            if not coverage.started:
                coverage.resume()


def body_of(test: object) -> tuple[object, str] | None:
    """Where the function stands that is called for each example of a property, or of a machine of many steps."""
    if machine := getattr(test, "_hypothesis_state_machine_class", None):
        return machine, "__init__"
    return (test.hypothesis, "inner_test") if hasattr(test, "hypothesis") else None


def measured_at_times(body: Callable[..., None], coverage: Any) -> Callable[..., None]:
    """The same function, which has coverage measured for some examples and not for the others."""
    examples = 0

    @functools.wraps(body)
    def run(*words: object, **named: object) -> None:
        nonlocal examples
        examples += 1
        is_measured = examples <= FIRST or examples % EXAMPLES == 0
        if is_measured and not coverage.started:
            coverage.resume()
        elif coverage.started and not is_measured:
            coverage.pause()
        return body(*words, **named)

    return run
