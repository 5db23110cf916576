"""The page of beacons: programs in the practice's network that the service hears from."""
