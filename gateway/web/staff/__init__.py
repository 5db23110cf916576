"""The pages of staff, a room for each."""
