"""Sending mails through the smarthost: lease, compose, send over a pool, record the outcomes."""
