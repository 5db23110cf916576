"""Texts from a number of several clients: whom each part is about, and what it says of them."""
