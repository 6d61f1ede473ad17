"""Mirror the library's tables as models that only read."""
