"""Show people, groups, posts and questions in Django's admin: metadata, and no content.

An administrator of Django is not an administrator of the network. The lists are read through the
mirrors and never show, find or sort by what somebody wrote; whatever changes something goes
through the services, as the person of whoever is signed in.
"""
