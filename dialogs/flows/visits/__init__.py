"""The visits that stand or stood: which are spoken of, kept, come to or wanted back."""
