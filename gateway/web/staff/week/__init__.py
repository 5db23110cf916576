"""The week and the month: more days at a glance, each leading to its day."""
