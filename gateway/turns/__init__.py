"""Answers clients' texts: loads facts, lets `dialogs` decide turns, and performs them."""
