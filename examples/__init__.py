"""Hosts that show socialkit at work, the story they are filled with, and a journey through them."""
