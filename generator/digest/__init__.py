"""Digests of the newest papers, as text and HTML for a message; nothing here sends one."""
