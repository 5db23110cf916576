"""A client's preferences, waiting list, and what is stored about them."""
