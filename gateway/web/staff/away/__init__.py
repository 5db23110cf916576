"""The list of visits in absences, worked off one by one."""
