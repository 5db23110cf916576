"""The visits of a day that are likely to be missed."""
