"""What an address leads to, in words."""

CODE_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})
PUBLISHED = "The published paper"
HOSTS = {
    "arxiv.org": "arXiv",
    "aclanthology.org": "ACL Anthology",
    "openreview.net": "OpenReview",
    "proceedings.mlr.press": "PMLR",
    "doi.org": PUBLISHED,
    "dx.doi.org": PUBLISHED,
    "youtube.com": "Video",
    "youtu.be": "Video",
}
"""What hosts are known for, where that is what a reader wants to know."""


def link_name(address: str) -> str:
    """What an address leads to, as far as it tells."""
    host, _, path = address.partition("://")[2].partition("/")
    host = host.lower().removeprefix("www.")
    if host in CODE_HOSTS:
        return "Code"
    if host == "huggingface.co":
        kind = path.partition("/")[0]
        return {"datasets": "Data set", "spaces": "Demo", "papers": "Paper page"}.get(kind, "Model")
    if host in HOSTS:
        return HOSTS[host]
    return "PDF" if path.lower().endswith(".pdf") else "Web page"
