"""Pin the public types: mypy reads this, and the suite runs it too."""
