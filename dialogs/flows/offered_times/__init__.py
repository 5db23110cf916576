"""Free times: search and offer them, and read how a client takes, refuses or corrects one."""
