"""The pages of imports: a file chosen, what is in it, its columns, progress, and the undo."""
