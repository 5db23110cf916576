"""The languages of the staff pages: gettext catalogues, and which of them a reader reads."""
