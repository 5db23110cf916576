"""What is looked for before any conversation: machines, phones' reactions, emergencies, deaths."""
