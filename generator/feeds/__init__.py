"""Feeds: what is new for whoever subscribes, and the whole archive for whoever walks back."""
