"""Do what people ask: load, decide, change, record. The only thing that adapters call."""
