"""A digest as a message: its headers, its parts, and no byte that another run would not write."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from urllib.parse import quote, urlsplit

from generator.digest.compose import Digest
from generator.digest.render import render_html, render_text
from generator.identity import slug
from generator.model import Config

# Lines of any length and any character become short lines of ASCII.
_UTF_8 = Charset("utf-8")
_UTF_8.body_encoding = QP
# Addresses stay whole on their line: newer policies encode one that is too long for a short line,
# and mail programs then see none.
_POLICY = compat32.clone(linesep="\r\n", max_line_length=None)


def render_message(digest: Digest, config: Config, now: datetime) -> bytes:
    """The digest as a message of text and HTML, to the list that `archive.yml` names.

    Sent twice, it has the same Message-ID. Headers that the settings do not give are absent.
    """
    bodies = {"plain": render_text(digest), "html": render_html(digest)}
    seed = hashlib.sha256("".join(bodies.values()).encode()).hexdigest()
    message = MIMEMultipart("alternative", boundary=f"sheaf-{seed[:32]}")
    for name, value in _headers(digest, config, now):
        message[name] = value
    for subtype, body in bodies.items():
        # A Charset decides how the body is encoded; the types of MIMEText know only its name.
        message.attach(MIMEText(body, subtype, _UTF_8))  # type: ignore[arg-type]
    return message.as_bytes(policy=_POLICY)


def message_id(edition: str, site_url: str) -> str:
    """The Message-ID of an edition of the archive at an address; the same for the same edition."""
    host, path = _host_and_path(site_url)
    site = slug(quote(path), "")
    return f"<{edition}.digest{site and '-'}{site}@{host}>"


def _headers(digest: Digest, config: Config, now: datetime) -> Iterator[tuple[str, str]]:
    mail = config.mail
    if mail.from_ is not None:
        yield "From", _named(digest.archive_name, mail.from_)
    if mail.to is not None:
        yield "To", mail.to
    yield "Subject", _encoded(digest.subject, "Subject")
    yield "Date", format_datetime(now)
    yield "Message-ID", message_id(digest.edition.name, config.site_url)
    if mail.list_id is not None:
        yield "List-Id", f"<{mail.list_id}>"
    if mail.unsubscribe is not None:
        yield "List-Unsubscribe", f"<{mail.unsubscribe}>"
        if mail.unsubscribe.startswith("https:"):
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _encoded(text: str, header: str) -> str:
    """A text as a header has it: as it is or, where it must be, in encoded words of RFC 2047."""
    if _is_plain(text):
        return text
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def _named(name: str, address: str) -> str:
    """An address with the name of whom it belongs to."""
    if _is_plain(name):
        return formataddr((name, address))
    header = Header(name, "utf-8", header_name="From")
    header.append(f"<{address}>", "us-ascii")
    return header.encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    """Whether nothing in the text would be read as anything else."""
    return text.isascii() and "=?" not in text


def _host_and_path(site_url: str) -> tuple[str, str]:
    """The host of an address in ASCII, as mail writes it, and the path."""
    try:
        parts = urlsplit(site_url)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return "sheaf.invalid", site_url
    return re.sub(r"[^a-z0-9.-]+", "-", host.lower()).strip(".-") or "sheaf.invalid", parts.path
