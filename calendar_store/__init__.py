"""What is true: practices, clients, consent, calendars, messages, and the queries over them."""
