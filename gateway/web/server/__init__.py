"""What all pages share: sessions, forms, headers, rendering, live updates."""
