"""What the service counts while it works, in the form of Prometheus.

Counters are plain integers, cheap enough for every message; the Prometheus library is used only
when the metrics are read.
"""
