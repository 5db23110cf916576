"""`textback beacon`: beats every minute, keeps the newest papers, prints them when the line is lost.

It runs in a practice's network and needs neither the store nor a configuration.
"""
