"""The choice of the language of the staff pages."""
