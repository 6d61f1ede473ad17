"""What a visitor expects of a host with the story in it; `examples.scenario` makes the journey."""
