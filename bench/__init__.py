"""What the stages of a build cost on an archive of invented papers: `python -m bench`."""
