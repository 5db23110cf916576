"""Which carrier a message goes over: prices, how carriers do, what happens when one fails."""
