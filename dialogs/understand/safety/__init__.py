"""Safety checks before any conversation: machines, phones' reactions, emergencies, deaths."""
