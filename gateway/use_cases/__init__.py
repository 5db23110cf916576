"""Use cases of staff, for pages and commands: each checks the permission, decides and writes."""
