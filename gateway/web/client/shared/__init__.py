"""What all pages for clients share: their layout, language, colours, links and error pages."""
