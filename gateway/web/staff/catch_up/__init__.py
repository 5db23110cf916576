"""Copying in what was written on paper while the line was lost, and settling what conflicts."""
