"""The waiting list at work: what becomes free is offered to one after the other."""
