"""Routing: chooses a carrier by price and health, and moves messages when a carrier fails."""
