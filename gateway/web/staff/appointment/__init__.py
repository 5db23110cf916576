"""The panel of an appointment beside the calendar, and the form of a client's consent."""
