"""Put the library into web frameworks: one package each, thin, and none knows another."""
