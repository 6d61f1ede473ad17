"""Become anybody of the story with one click: for the demo alone; see `examples.demo.permit`.

Being installed switches nothing on: without a permit there are no such pages.
"""
