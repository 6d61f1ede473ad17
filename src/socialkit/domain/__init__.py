"""Hold values and rules: no input or output, no clock read, no id minted."""
