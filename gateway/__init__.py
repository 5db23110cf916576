"""The service: channels, pages, commands, the workers, and the use cases between them."""
