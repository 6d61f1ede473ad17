"""What every test has: real servers on demand, and profiles for property tests."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.services.fixtures"]

# Time limits on single examples punish a busy machine, not a slow program.
settings.register_profile(
    "default",
    deadline=None,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, max_examples=100)
settings.load_profile(os.environ.get("SOCIALKIT_HYPOTHESIS", "default"))
