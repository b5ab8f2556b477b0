"""A digest as a message: its headers, its parts, and no byte that another run would not write."""

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from urllib.parse import quote, urlsplit

from generator.digest.compose import Digest
from generator.digest.render import render_html, render_text
from generator.identity import slug
from generator.model import Config
from generator.typeset import canonical

LINE = 76
"""A quoted-printable line has at most so many characters; RFC 2045, 6.7."""


class Whole(UnstructuredHeader, BaseHeader):
    """A header of ASCII that stays on one line; folded, a long address would be encoded."""

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent."""
        return f"{self.name}: {self}\r\n"


def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("message-id", "list-id", "list-unsubscribe", "list-archive"):
        registry.map_to_type(name, Whole)
    return SMTP.clone(header_factory=registry, max_line_length=LINE)


def make_message(digest: Digest, config: Config, now: datetime) -> EmailMessage:
    """The digest as a message of text and HTML, to the list that `archive.yml` names.

    Sent twice, it has the same Message-ID. Headers that the configuration does not give are absent.
    """
    message = EmailMessage(policy=_POLICY)
    mail = config.mail
    if mail.from_ is not None:
        message["From"] = Address(canonical(config.name), addr_spec=mail.from_)
    if mail.to is not None:
        message["To"] = mail.to
    message["Subject"] = digest.subject
    message["Date"] = now
    message["Message-ID"] = message_id(digest.edition.name, config.site_url)
    if mail.list_id is not None:
        message["List-Id"] = f"<{mail.list_id}>"
    if mail.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        if mail.unsubscribe.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = render_text(digest), render_html(digest)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"sheaf-{hashlib.sha256((text + html).encode()).hexdigest()[:32]}")
    return message


def message_id(edition: str, site_url: str) -> str:
    """The Message-ID of an edition of the archive at an address; the same for the same edition."""
    host, path = _host_and_path(site_url)
    site = slug(quote(path), "")
    return f"<{edition}.digest{site and '-'}{site}@{host}>"


def _host_and_path(site_url: str) -> tuple[str, str]:
    """The host of an address in ASCII, as mail writes it, and the path."""
    try:
        parts = urlsplit(site_url)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return "sheaf.invalid", site_url
    return re.sub(r"[^a-z0-9.-]+", "-", host.lower()).strip(".-") or "sheaf.invalid", parts.path


_POLICY = _policy()
