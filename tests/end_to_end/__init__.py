"""The service as people run it: its own process, set up by commands, against carriers of others."""
