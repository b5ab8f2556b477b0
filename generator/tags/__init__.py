"""The tags of papers: what they mean, what matches them, and which papers are alike."""
