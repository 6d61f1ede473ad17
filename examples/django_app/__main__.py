"""Start the demo: `python -m examples.django_app`, or check it with `--check`."""

import sys

from examples.demo.runner import start

sys.exit(start(["--host", "django", *sys.argv[1:]]))
