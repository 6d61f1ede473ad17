"""State what the core needs of the outside, in the words of the domain."""
