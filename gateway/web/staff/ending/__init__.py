"""The end of a practice: notice of suspension, whole copies, how long data are kept."""
