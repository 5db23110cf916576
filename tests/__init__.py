"""Tests that read as stories, one folder for each room of the service."""
