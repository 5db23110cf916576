"""The pages of staff, a package for each page."""
