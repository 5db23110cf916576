"""The booking page: a service, a practitioner, a time, who comes, and the code that proves it."""
