"""What is sent, one file for each language: the texts, and how a moment is written."""
