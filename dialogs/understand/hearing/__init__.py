"""What a text signals, word by word, before anything is decided."""
