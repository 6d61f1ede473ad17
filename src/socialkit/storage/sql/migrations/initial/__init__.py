"""Hold the first schema as it was released: never changed, read by the first revision alone."""
