"""What falls due without anybody writing: reminders, their bound for a month, families."""
