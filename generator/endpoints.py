"""Where live sources are asked, and how fast; others than the real ones for tests and mirrors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generator.upstream import Patience

DAILY_PAPERS = "https://huggingface.co/api/daily_papers"
ARXIV_API = "https://export.arxiv.org/api/query"
ARXIV_FEEDS = "https://rss.arxiv.org/rss"

# arXiv asks for one request in three seconds: https://info.arxiv.org/help/api/tou.html
ARXIV_PACE = 3.0
DAILY_PAPERS_PACE = 1.0


@dataclass(frozen=True)
class Endpoints:
    """The addresses of the sources, and the seconds between two requests to each."""

    daily_papers: str = DAILY_PAPERS
    arxiv_api: str = ARXIV_API
    arxiv_feeds: str = ARXIV_FEEDS
    daily_papers_pace: float = DAILY_PAPERS_PACE
    arxiv_pace: float = ARXIV_PACE
    patience: Patience = field(default_factory=Patience)


def endpoints_of(environment: Mapping[str, str], run: float) -> Endpoints:
    """The endpoints that the environment names, for a run of so many seconds; raises ValueError.

    SHEAF_DAILY_PAPERS, SHEAF_ARXIV_API and SHEAF_ARXIV_FEEDS are addresses. SHEAF_PACE, the seconds
    between requests and before the first repetition, and SHEAF_SILENCE, those without a byte, hold
    only where no real source is asked: nobody can set those to be impolite.
    """
    daily_papers = environment.get("SHEAF_DAILY_PAPERS") or DAILY_PAPERS
    api = environment.get("SHEAF_ARXIV_API") or ARXIV_API
    feeds = environment.get("SHEAF_ARXIV_FEEDS") or ARXIV_FEEDS
    own_papers = daily_papers != DAILY_PAPERS
    own_arxiv = api != ARXIV_API and feeds != ARXIV_FEEDS
    usual = Patience(run=run)
    pace = float(environment.get("SHEAF_PACE") or usual.first_wait)
    silence = float(environment.get("SHEAF_SILENCE") or usual.silence)
    return Endpoints(
        daily_papers,
        api,
        feeds,
        pace if own_papers else DAILY_PAPERS_PACE,
        pace if own_arxiv else ARXIV_PACE,
        replace(usual, silence=silence, first_wait=pace) if own_papers and own_arxiv else usual,
    )
