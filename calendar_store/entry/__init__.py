"""What people enter, as values: numbers, hours, money, languages, local clock times."""
