"""Hold the tags of Django's templates."""
