"""The web pages: pages of staff, endpoints for machines, and the pages of the demo."""
