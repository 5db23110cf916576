"""Access of support, given by the practice for hours."""
