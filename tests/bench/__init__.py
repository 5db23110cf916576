"""How fast the service is: `python -m tests.bench` prints rates and ratios taken in one run."""
