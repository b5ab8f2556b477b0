"""Invented dumps, in every layout and with every habit of the page, for Hypothesis."""

from dataclasses import dataclass

from hypothesis import strategies as st

WORDS = [
    *("sparse", "dense", "attention", "of", "for", "with", "learning", "graph", "models", "via"),
    *("retrieval", "towards", "robust", "unlearning", "policy", "latent", "agents", "audio:"),
    *("3D", "LLMs", "GPT-9", "#Tag", "C++", "R^2", "$x_i$", "zero-shot", "naïve", "模型"),
    *("(extended)", '"quoted"', "it's", "12-38\\%", "{\\it", "new}"),
]


@dataclass(frozen=True)
class Printed:
    """One paper as a dump prints it; `block` is its lines under the abstract."""

    title: str
    abstract: str
    block: tuple[str, ...] = ()


def _phrase(seed: int, length: int) -> str:
    # A number from Hypothesis stands for a whole text: drawing each word would be slow.
    return " ".join(
        WORDS[(seed * 31 + n * n * (seed % 97 + 1)) % len(WORDS)] for n in range(length)
    )


seeds = st.integers(0, 10_000)
titles = st.builds(
    lambda seed, length: f"T{seed} {_phrase(seed, length)}", seeds, st.integers(1, 9)
)
abstracts = st.builds(
    lambda seed, length: f"We study {_phrase(seed, length)}.", seeds, st.integers(60, 90)
)

days = st.builds(
    "{} {}{}".format,
    st.sampled_from(["Jan", "Apr", "Oct", "Dec"]),
    st.integers(1, 28),
    st.sampled_from(["", ", 2021", ", 2024"]),
)
dates = st.builds("{}{}".format, days, st.sampled_from(["", " 1", " 18"]))
bylines = st.sampled_from(["  • 1 author", "  • 4 authors", "acme Acme Labs", "solo"])
blocks = st.tuples(bylines, st.just("·"), dates)

plain_papers = st.builds(Printed, titles, abstracts)
card_papers = st.builds(Printed, titles, abstracts, blocks)

headers = st.tuples(
    st.booleans(),
    st.sampled_from(["", " once a day"]),
    st.booleans(),
    st.sampled_from([None, "by AK", "byAK and the research community"]),
    st.none() | days,
)


def _header(parts: tuple[bool, str, bool, str | None, str | None]) -> tuple[list[str], list[str]]:
    """The lines up to `Subscribe`, and those behind it."""
    new, often, named, curator, day = parts
    before = ["new"] if new else []
    before.append(f"Get trending papers in your email inbox{often}!")
    behind = ["Daily Papers"] if named else []
    return before, [*behind, *(line for line in (curator, day) if line is not None)]


@st.composite
def compact(draw: st.DrawFn, papers: st.SearchStrategy[list[Printed]]) -> str:
    """Titles and abstracts on alternate lines, the first behind `Subscribe`."""
    before, _ = _header(draw(headers))
    lines = [line for paper in draw(papers) for line in (paper.title, paper.abstract)]
    return "\n".join([*before, f"Subscribe{lines[0]}", *lines[1:]])


@st.composite
def apart(draw: st.DrawFn, papers: st.SearchStrategy[list[Printed]]) -> str:
    """Blank lines between everything; a block, where there is one, is one paragraph."""
    before, behind = _header(draw(headers))
    paragraphs = [*before, "Subscribe", *behind]
    for paper in draw(papers):
        paragraphs += [paper.title, paper.abstract, *filter(None, ["\n".join(paper.block)])]
    return "\n\n".join(paragraphs)


def _some(papers: st.SearchStrategy[Printed]) -> st.SearchStrategy[list[Printed]]:
    return st.lists(papers, min_size=1, max_size=6)


compact_dumps = compact(_some(plain_papers))
spaced_dumps = apart(_some(plain_papers))
cards_dumps = apart(_some(card_papers))
dumps = compact_dumps | spaced_dumps | cards_dumps

noise = st.sampled_from(
    [
        lambda text: text,
        lambda text: text + "\n",
        lambda text: text + "\n\n \n",
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "  \n"),
        lambda text: text.replace("\n\n", "\n\n\n"),
        lambda text: text.replace("\n", " \r\n", 3),
    ]
)
noisy_dumps = st.builds(lambda text, make: make(text), dumps, noise)
