"""Read models: the data of the pages, loaded with few queries."""
