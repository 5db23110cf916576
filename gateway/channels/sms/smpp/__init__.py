"""The carrier link: SMPP 3.4 sessions, one module for each thing that carriers do."""
