"""A message handed to the mail server that the environment names, its login never in the clear."""

import logging
import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

import stamina

from generator.problems import close_to, visible

PREFIX = "SHEAF_SMTP_"
NAMES = ("HOST", "PORT", "SECURITY", "USER", "PASSWORD")
TIMEOUT = 30.0
"""Seconds in which the server gives each answer."""
ATTEMPTS = 4

Security = Literal["starttls", "tls", "none"]

# What is tried again is told in words of ours; without a handler, Python would print stamina's.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class MailError(Exception):
    """The message was not sent, and why; no word of it is secret."""


class NotNow(MailError):
    """The server did not take the message, and may take it later."""


@dataclass(frozen=True)
class Server:
    """A mail server, how the way to it is kept private, and the login, where it wants one."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def server_from(environment: Mapping[str, str]) -> Server:
    """The mail server that the environment names; raises MailError with all that is wrong."""
    said = {
        name.removeprefix(PREFIX): value.strip("\r\n") if "PASSWORD" in name else value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    port = said.get("PORT", "465" if said.get("SECURITY") == "tls" else "587")
    security = said.get("SECURITY", "tls" if port == "465" else "starttls")
    wrong = list(_wrong(said, port, security))
    if wrong:
        raise MailError("\n".join(wrong))
    kept = cast(Security, security)
    return Server(said["HOST"], int(port), kept, said.get("USER"), said.get("PASSWORD"))


def send(
    server: Server,
    sender: str,
    recipient: str,
    message: bytes,
    tell: Callable[[str], None],
    timeout: float = TIMEOUT,
) -> None:
    """Return once the server has taken the message; raises MailError where it has not.

    What may pass, such as a 4xx answer, is told and tried again on a new connection.
    """
    failure: NotNow | None = None
    # A context, since a decorator's log would show the arguments, the login among them.
    for attempt in stamina.retry_context(
        on=NotNow, attempts=ATTEMPTS, timeout=None, wait_initial=2.0, wait_max=30.0
    ):
        with attempt:
            if failure is not None:
                tell(f"{failure}; trying again ({attempt.num} of {ATTEMPTS})")
            try:
                _send_once(server, sender, recipient, message, timeout)
            except NotNow as refused:
                failure = refused
                raise


def _wrong(said: Mapping[str, str], port: str, security: str) -> list[str]:
    """Everything in the environment with which nothing can be sent."""
    login = {"USER", "PASSWORD"} & said.keys()
    secret = said.get("USER", "") + said.get("PASSWORD", "")
    kinds = get_args(Security)
    unknown = [
        f"{PREFIX}{name} is not known{close_to(name, NAMES)}"
        for name in sorted(said.keys() - set(NAMES))
    ]
    return unknown + [
        message
        for holds, message in (
            ("HOST" not in said, f"{PREFIX}HOST is not set: it names the mail server"),
            (
                not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 1 << 16),
                f"{PREFIX}PORT: {port!r} is not a port (a number such as 587 or 465)",
            ),
            (
                security not in kinds,
                f"{PREFIX}SECURITY: {security!r} is none of {', '.join(kinds)}",
            ),
            (
                len(login) == 1,
                f"{PREFIX}USER and {PREFIX}PASSWORD belong together, and one is not set",
            ),
            (
                bool(login) and security == "none",
                f"{PREFIX}SECURITY is none, and a login never goes over a connection in the clear",
            ),
            (
                not secret.isascii(),
                f"{PREFIX}USER and {PREFIX}PASSWORD may hold ASCII characters only",
            ),
        )
        if holds
    ]


def _send_once(server: Server, sender: str, recipient: str, message: bytes, timeout: float) -> None:
    """Return once the server has taken the message, over one connection."""
    try:
        connection = _connect(server, sender, timeout)
        try:
            if server.user is not None and server.password is not None:
                connection.login(server.user, server.password)
            connection.sendmail(sender, [recipient], message)
            # The server has the message: how the conversation ends no longer matters.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
        finally:
            connection.close()
    except (smtplib.SMTPException, OSError, UnicodeError) as failure:
        raise _explained(failure, server) from None


def _connect(server: Server, sender: str, timeout: float) -> smtplib.SMTP:
    """A connection as private as the settings ask for, to a server that proved its name."""
    # Not the name of this machine, which every subscriber could read.
    name = sender.rpartition("@")[2]
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=context)
    connection = smtplib.SMTP(server.host, server.port, name, timeout=timeout)
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
    except BaseException:
        connection.close()
        raise
    return connection


def _explained(failure: Exception, server: Server) -> MailError:
    """The failure in words, as one that may pass or one that will not."""
    place = f"{server.host}:{server.port}"
    code, said = _answer(failure)
    if code is not None:
        kind = NotNow if 400 <= code < 500 else MailError
        what = (
            "refused the login"
            if isinstance(failure, smtplib.SMTPAuthenticationError)
            else "answered"
        )
        return kind(_without_secrets(f"{place} {what}: {code} {said}", server))
    match failure:
        # smtplib tells by its words alone whether it was left or left waiting.
        case smtplib.SMTPServerDisconnected() if "timed out" in str(failure):
            return NotNow(f"{place} did not answer in time")
        case smtplib.SMTPServerDisconnected():
            return NotNow(f"{place} closed the connection before it had taken the message")
        case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(failure):
            return MailError(
                f"{place} does not offer STARTTLS, and nothing is sent in the clear"
                f" ({PREFIX}SECURITY=tls where it speaks TLS from the start)"
            )
        case smtplib.SMTPException():
            return MailError(f"{place} offers no login that is known here")
        case ssl.SSLCertVerificationError():
            return MailError(f"{place} has not proved its name: {failure.verify_message}")
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | TimeoutError():
            return NotNow(f"{place} did not answer in time")
        case ssl.SSLError():
            return MailError(f"{place} does not speak TLS there ({PREFIX}SECURITY=starttls?)")
        case socket.gaierror() if failure.errno != socket.EAI_AGAIN:
            return MailError(f"{server.host} is no host that is known: {failure.strerror}")
        case OSError():
            return NotNow(f"{place} cannot be reached: {failure.strerror or failure}")
    return MailError(f"{server.host} is not the name of a host")


def _answer(failure: Exception) -> tuple[int | None, str]:
    """The server's own answer, if the failure is one: its code, and its text on one line."""
    text: bytes | str
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(failure.recipients.values()))
    elif isinstance(failure, smtplib.SMTPResponseException):
        code, text = failure.smtp_code, failure.smtp_error
    else:
        return None, ""
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return code, visible(" ".join(shown.split()))


def _without_secrets(text: str, server: Server) -> str:
    """The text without the login, in whichever form a server may give it back."""
    user, password = server.user or "", server.password or ""
    forms = [f"\0{user}\0{password}", password, user]
    for secret in [*(b64encode(form.encode()).decode() for form in forms), password]:
        if secret:
            text = text.replace(secret, "…")
    return text
