"""What to do about each intent, one file for each flow: a Scene in, an Answer out."""
