"""Start the demo: `python -m examples.flask_app`, or check it with `--check`."""

import sys

from examples.flask_app.runner import main

sys.exit(main(sys.argv[1:]))
