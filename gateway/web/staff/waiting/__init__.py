"""The waiting list: who waits, for what; offers, and a time offered by hand."""
