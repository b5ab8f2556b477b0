"""Addresses: where they end, what they lead to, and which never become links."""

import pytest

from generator.typeset import find_addresses, find_links, html, plain
from generator.typeset.addresses import safe_href


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("at {http://a.example/RGBT_Crowd.html}.", ["http://a.example/RGBT_Crowd.html"]),
        ("(at https://a.example/orca-lm), a", ["https://a.example/orca-lm"]),
        ("https: //github.com/a/CodeT5 .", ["https://github.com/a/CodeT5"]),
        ("at github.com/a/TP4.", ["https://github.com/a/TP4"]),
        ("https://a.example/{https://a.example/}.", ["https://a.example/"]),
        ("http://a.example/x and https://a.example/x/", ["http://a.example/x"]),
        (r"\url{https://a.example/x\_y}", ["https://a.example/x_y"]),
        ("https://a.example/wiki/A_(b).", ["https://a.example/wiki/A_(b)"]),
        ("(see https://a.example/x(1))", ["https://a.example/x(1)"]),
        ("**https://a.example/x**", ["https://a.example/x"]),
        ("https://a.example/x’s", ["https://a.example/x’s"]),
        ("HTTPS://A.EXAMPLE/X", ["https://a.example/X"]),
        ("https://a.example/?q=1&r=2#s", ["https://a.example/?q=1&r=2#s"]),
        ("https://b.example https://a.example", ["https://b.example", "https://a.example"]),
    ],
)
def test_a_link_is_found_once_and_whole(text: str, links: list[str]) -> None:
    """What clings to an address is not part of it; variants are one; the first form is kept."""
    assert tuple(links) == find_links(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example/x",
        "https://user@a.example/", "https://a.example:8443/", "http://127.0.0.1/", "http://[::1]/",
        "http://localhost/", "http://0x7f.0x1/", "https://a.example@evil.example/", "//a.example/",
        "https:///a.example", "https://-a.example/", "xhttps://a.example", "notgithub.com/a/b",
        "me@github.com/a", "https://a..example/",
    ],
)  # fmt: skip
def test_nothing_else_is_a_link(text: str) -> None:
    """Other schemes, credentials, ports, and hosts that are no DNS names are text."""
    assert find_links(text) == ()
    assert "<a " not in html(text)


def test_an_address_has_its_place() -> None:
    """Start and end enclose what a reader sees as the address."""
    text = "see https://a.example/x."
    (address,) = find_addresses(text)
    assert text[address.start : address.end] == "https://a.example/x"


def test_an_address_that_names_itself_twice_is_one_link() -> None:
    r"""What \href left behind is one link and reads as one."""
    text = "at https://a.example/{https://a.example/}."
    assert plain(text) == "at https://a.example/."
    assert html(text).count("<a ") == 1


def test_a_link_shows_where_it_leads() -> None:
    r"""\href keeps its address in sight beside its words."""
    assert plain(r"\href{https://a.example}{our page}") == "https://a.example (our page)"


def test_an_address_without_end_is_no_link() -> None:
    """Where a text has a longer one, no half of it becomes a link."""
    longest = "https://acme.example.org/".ljust(2000, "a")
    assert longest == safe_href(longest)
    assert safe_href(f"{longest}a") is None
    for length in (2001, 2100, 5000):
        assert () == find_links(f"See {longest.ljust(length, 'a')} for more.")
