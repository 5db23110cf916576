"""The calendar on paper: how it is wanted, the papers that were made, printing."""
