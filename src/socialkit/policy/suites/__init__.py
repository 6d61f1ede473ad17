"""Test a policy: people, things and expectations in YAML, asked of several engines."""

from __future__ import annotations

from socialkit.policy.findings import SuiteError
from socialkit.policy.suites.engines import CheckEngine, Engine, RememberingStock
from socialkit.policy.suites.judging import (
    Answer,
    Failure,
    OpenEngine,
    Report,
    first_failure,
    judge,
    plain,
)
from socialkit.policy.suites.scenes import Asked, Scene
from socialkit.policy.suites.suites import (
    FOLDER,
    Decision,
    Expectation,
    Suite,
    read_suite,
    read_suites,
)
from socialkit.policy.suites.telling import as_values, told

__all__ = [
    "FOLDER",
    "Answer",
    "Asked",
    "CheckEngine",
    "Decision",
    "Engine",
    "Expectation",
    "Failure",
    "OpenEngine",
    "RememberingStock",
    "Report",
    "Scene",
    "Suite",
    "SuiteError",
    "as_values",
    "first_failure",
    "judge",
    "plain",
    "read_suite",
    "read_suites",
    "told",
]
