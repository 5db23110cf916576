"""What the doctor finds: all of it for whoever runs the service, the meaning for a practice."""
