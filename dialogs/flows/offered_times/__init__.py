"""Free times: which are looked for and offered, and how one is taken, refused or corrected."""
