"""Code that all pages share: log-ins, forms, headers, routes, rendering, event streams."""
