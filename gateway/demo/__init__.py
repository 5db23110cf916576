"""The simulated carrier, phones and sample practice of the demo; tests use them too."""
