"""The tables of version 0001, by subject. They never change; later versions alter them."""
