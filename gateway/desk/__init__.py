"""What staff do about texts, from pages and commands: answers, choices, policies, wordings."""
