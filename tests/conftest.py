"""How properties are run: the same few examples on every machine, and many others where somebody goes looking.

``pytest --hypothesis-profile search`` is the long way. Time limits and the health check on slow data are off: a busy
machine is no finding.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same", max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")
