"""The words of reasons."""
