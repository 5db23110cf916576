"""An appointment beside its day, and a client's consent."""
