"""Takes back what was changed in a record a moment ago, from any page that offers it."""
