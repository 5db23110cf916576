"""Who works at the practice and may log in, and what each role may do."""
