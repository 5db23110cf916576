"""The demo's phone beside the pages."""
