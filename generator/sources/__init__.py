"""Readers of outside text: each turns what a source gave into a listing and its sightings."""
