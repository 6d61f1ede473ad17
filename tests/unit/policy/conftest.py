import pytest

from socialkit.policy import CompiledPolicy, load_default


@pytest.fixture(scope="session")
def policy() -> CompiledPolicy:
    """The policy that is shipped."""
    return load_default()
