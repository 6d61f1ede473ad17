"""Start the demo: `python -m examples.flask_app`, or check it with `--check`."""

import sys

from examples.demo.runner import start

sys.exit(start(["--host", "flask", *sys.argv[1:]]))
