"""What moves: sessions with carriers, mail and browsers, and the workers between them."""
