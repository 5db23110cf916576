"""The page of alerts that do not come from texts."""
