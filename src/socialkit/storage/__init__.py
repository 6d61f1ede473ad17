"""Keep everything: adapters of the storage ports."""
