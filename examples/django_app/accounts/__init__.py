"""Who can sign in to the help desk."""
