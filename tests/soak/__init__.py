"""Ten minutes of everything at once: `make soak`. Not collected by the tests, nor run in CI."""
