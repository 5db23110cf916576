"""Which of several visits a text is about, by their days, hours and order."""
