"""The values of the store: appointments, messages, clients, and their statuses and errors."""
