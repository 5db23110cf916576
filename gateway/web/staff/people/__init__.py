"""The pages of practitioners, services, absences and holidays."""
