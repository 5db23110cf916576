"""What the service counts while it works, and how that is told when somebody asks.

Counting is plain integers, cheap enough for every message; the library of the format is met only
when the figures are read.
"""
