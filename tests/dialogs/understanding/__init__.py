"""Clients' texts understood: labelled texts, the rules that protect people, times."""
