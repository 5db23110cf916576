"""The SMPP 3.4 link to a carrier: binds, sessions, windows, and the reading of PDUs."""
