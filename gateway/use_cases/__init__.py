"""What staff do about texts, from pages and commands: answers, consent, settings, wording."""
