"""Calendar invitations: written into mails, and the answers of clients' calendars read."""
