"""Which column of a file holds which field: recognised by its title, else by what is in it."""
