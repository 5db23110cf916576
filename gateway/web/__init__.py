"""The pages: what staff see in a browser, and the demo's phone beside it."""
