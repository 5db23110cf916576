"""Messages on their way: leased, submitted, and what becomes of each of them."""
