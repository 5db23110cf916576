"""What falls due without anybody writing: reminders, and their bound for a month."""
