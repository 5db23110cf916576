"""The simulator: performs turns on a practice that is held in memory.

Pure: time is an argument, and every function returns the changed practice. `textback talk` and the
golden conversations use it; one test suite compares it with the store.
"""
