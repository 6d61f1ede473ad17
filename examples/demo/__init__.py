"""What the demos of all hosts share, and the command that starts them.

    python -m examples.demo --host flask|django|both [--check]

`hosts` says what a host must offer, `keeping` keeps its database between two starts, `serving`
finds a port, `runner` puts it together, `sharing` does so for both hosts on one
database; `permit` guards the one-click log-in.
"""
