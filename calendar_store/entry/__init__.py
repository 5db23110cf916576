"""Parse and check what people enter: phone numbers, hours, money, languages, names."""
