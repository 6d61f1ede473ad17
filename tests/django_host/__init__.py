"""A Django project, as somebody would write it: an intranet help desk."""
