"""One file for each intent: what is done, and what is answered."""
