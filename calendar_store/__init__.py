"""The store: practices, clients, consent, appointments, messages, and the queries over them."""
