"""The one in-memory performer: a practice in values, and what turns make of it.

Pure: time is an argument, and every function returns the practice as it stands then. `textback
talk` and the golden conversations run on it; one suite of tests holds it to the store.
"""
