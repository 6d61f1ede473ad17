"""Prove that a storage keeps its promises: a suite, a state machine, and values to test with.

Public and versioned like the rest of the library; needs the extra `testing`.
"""

import pytest

pytest.register_assert_rewrite("socialkit.testing.storage", "socialkit.testing.machine")
