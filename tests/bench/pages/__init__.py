"""(e) Every page of staff beside a million appointments: seeding, walking, measuring."""
