"""What staff do, from pages and commands: may they, decide, write; in one transaction each."""
