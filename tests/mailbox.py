"""Mail servers on loopback: one that takes mail, and one that says what it is told to."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "localhost"
OK = "250 OK"


@dataclass
class Mailbox:
    """What a server took, and what it answers instead, by command, before it takes anything."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    password: bytes = b"right"
    taken: list[Envelope] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    private: list[bool] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages that were taken, as the standard library reads them."""
        return [
            message_from_bytes(one.original_content or b"", policy=policy.default)
            for one in self.taken
        ]

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any
    ) -> AuthResult:
        """Let in whoever knows the password, and note who knocked."""
        assert isinstance(login, LoginPassword)
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == self.password, handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """Note the name of who greets."""
        session.host_name = name
        self.greeted.append(name)
        return answers

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take a sender, or answer as told."""
        envelope.mail_from = address
        return self._answer("MAIL")

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take a recipient, or answer as told."""
        answer = self._answer("RCPT")
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or answer as told."""
        answer = self._answer("DATA")
        if answer == OK:
            self.taken.append(envelope)
            transport = server.transport
            assert transport is not None
            self.private.append(transport.get_extra_info("ssl_object") is not None)
        return answer

    def _answer(self, command: str) -> str:
        told = self.answers.get(command)
        return told.pop(0) if told else OK


@contextmanager
def taking(
    mailbox: Mailbox,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    login: bool = False,
) -> Iterator[Mailbox]:
    """A server that takes mail into a mailbox, with TLS from the start, by STARTTLS, or without."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    def protocol() -> SMTP:
        mailbox.connections += 1
        return SMTP(
            mailbox,
            hostname=HOST,
            loop=loop,
            tls_context=starttls,
            authenticator=mailbox.authenticate if login else None,
            # Its own TLS from the start is not known to aiosmtpd as one.
            auth_require_tls=tls is None,
        )

    async def serve() -> None:
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        mailbox.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield mailbox
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)


@contextmanager
def saying(lines: Sequence[str]) -> Iterator[Mailbox]:
    """A server that says these lines, one for each it hears and the first unasked, and hangs up.

    Each connection gets the same; with no lines a connection is held and never answered.
    """
    heard = Mailbox()
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    heard.port = listener.getsockname()[1]

    def converse(client: socket.socket) -> None:
        with client, suppress(OSError), client.makefile("rb") as hearing:
            for line in lines:
                client.sendall(f"{line}\r\n".encode())
                hearing.readline()
            if not lines:
                over.wait(10)

    def run() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                heard.connections += 1
                converse(client)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
