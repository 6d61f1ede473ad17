"""Start the demo: `python -m examples.demo --host both`, or check it with `--check`."""

import sys

from examples.demo.runner import start

sys.exit(start(sys.argv[1:]))
