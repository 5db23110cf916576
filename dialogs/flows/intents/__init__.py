"""The flows of single intents, one file for each intent, and the searches that they need."""
