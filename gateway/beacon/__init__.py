"""`textback beacon`: beats every minute, keeps the newest papers, prints them on a lost line.

It runs in a practice's network and needs neither the store nor a configuration.
"""
