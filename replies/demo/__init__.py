"""The demonstration: an invented city, its people and their cases, walked through the real workflow."""
