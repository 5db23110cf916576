"""Reports: numbers of a period with plots beside them."""
