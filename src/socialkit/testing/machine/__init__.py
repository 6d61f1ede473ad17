"""Drive a storage and memory side by side with random work, and compare every answer."""

from socialkit.testing.machine.running import Outcome, run_machine
from socialkit.testing.machine.steps import StorageMachine, storage_machine

__all__ = ["Outcome", "StorageMachine", "run_machine", "storage_machine"]
