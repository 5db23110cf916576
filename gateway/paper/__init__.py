"""The calendar on paper: what each page shows, the PDF, what has changed, when it is made."""
