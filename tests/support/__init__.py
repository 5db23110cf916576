"""What tests share: stores, carriers, browsers, the command line, and a practice's staff."""
