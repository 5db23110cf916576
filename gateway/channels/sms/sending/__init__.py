"""Sending messages over a carrier: lease, submit, and record responses and receipts."""
