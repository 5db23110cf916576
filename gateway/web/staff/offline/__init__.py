"""The calendar without a line: what browsers keep of it, and what was written there meanwhile."""
