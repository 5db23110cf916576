"""The page of an appointment: a client confirms, cancels, moves it, and undoes that."""
