"""A digest reaches the list once a server has taken it, and nothing is marked sent before."""

import base64
import errno
import logging
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
import trustme
from click.testing import CliRunner

from generator.cli import main
from generator.mail import ATTEMPTS, MailError, NotNow, Security, Server, send, server_from
from tests.mailbox import HOST, Mailbox, saying, taking
from tests.test_digest import write_papers

MESSAGE = b"Subject: Lanterns\r\n\r\n.\r\nFrom here on\r\n"
MAIL = """\
mail:
  to: papers@lists.example
  from: sheaf@papers.example
  list_id: papers.lists.example
  unsubscribe: https://lists.example/papers/leave
"""
SECRET = "rightly-secret-4711"


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Nothing waits before it is tried again."""
    stamina.set_testing(True, attempts=ATTEMPTS)
    yield
    stamina.set_testing(False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this machine trusts."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def proof(authority: trustme.CA, name: str = HOST) -> ssl.SSLContext:
    """What a server of this name shows of itself."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def sent_to(
    mailbox: Mailbox,
    security: Security = "none",
    login: tuple[str, str] | None = None,
    timeout: float = 10,
) -> list[str]:
    """Send a message to a server, and return what was told meanwhile."""
    told: list[str] = []
    server = Server(HOST, mailbox.port, security, *(login or ()))
    send(server, "a@papers.example", "b@lists.example", MESSAGE, told.append, timeout)
    return told


def test_a_message_arrives_as_it_was_sent(trusted: trustme.CA) -> None:
    """Over STARTTLS with a login: one connection, one envelope, every byte, and a neutral name."""
    with taking(Mailbox(), starttls=proof(trusted), login=True) as mailbox:
        assert [] == sent_to(mailbox, "starttls", ("me", "right"))
    assert [MESSAGE] == [envelope.content for envelope in mailbox.taken]
    assert "a@papers.example" == mailbox.taken[0].mail_from
    assert ["b@lists.example"] == mailbox.taken[0].rcpt_tos
    assert [(b"me", b"right")] == mailbox.logins
    assert [True] == mailbox.private
    assert 1 == mailbox.connections
    assert {"papers.example"} == set(mailbox.greeted)


def test_tls_from_the_start(trusted: trustme.CA) -> None:
    """A server that speaks nothing but TLS is spoken to in it."""
    with taking(Mailbox(), tls=proof(trusted), login=True) as mailbox:
        sent_to(mailbox, "tls", ("me", "right"))
    assert [True] == mailbox.private
    assert [(b"me", b"right")] == mailbox.logins


def test_a_relay_beside_the_site_needs_neither() -> None:
    """A server without TLS is used where the settings say so, and no login is asked for."""
    with taking(Mailbox()) as mailbox:
        sent_to(mailbox)
    assert [False] == mailbox.private


def test_a_login_waits_for_starttls(authority: trustme.CA) -> None:
    """A server that does not offer STARTTLS hears neither login nor message."""
    with (
        taking(Mailbox(), login=True) as mailbox,
        pytest.raises(MailError, match="does not offer STARTTLS") as refused,
    ):
        sent_to(mailbox, "starttls", ("me", SECRET))
    assert not isinstance(refused.value, NotNow)
    assert ([], [], 1) == (mailbox.logins, mailbox.taken, mailbox.connections)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_proves_its_name(trusted: trustme.CA, security: Security) -> None:
    """A certificate of another host, or of nobody we trust, ends it before anything is said."""
    for shown in (proof(trusted, "other.example"), proof(trustme.CA())):
        kept = {security: shown}
        with (
            taking(Mailbox(), login=True, **kept) as mailbox,
            pytest.raises(MailError, match="has not proved its name"),
        ):
            sent_to(mailbox, security, ("me", SECRET))
        assert ([], [], 1) == (mailbox.logins, mailbox.taken, mailbox.connections)


def test_tls_where_there_is_none() -> None:
    """A port that does not speak TLS from the start is said to be the wrong one."""
    with taking(Mailbox()) as mailbox, pytest.raises(MailError, match="SECURITY=starttls"):
        sent_to(mailbox, "tls")


def test_a_refused_login(trusted: trustme.CA) -> None:
    """It is final: the server is not asked again, and the password is said nowhere."""
    with (
        taking(Mailbox(), starttls=proof(trusted), login=True) as mailbox,
        pytest.raises(MailError, match="refused the login: 535") as refused,
    ):
        sent_to(mailbox, "starttls", ("me", SECRET))
    assert SECRET not in str(refused.value)
    assert ([], 1) == (mailbox.taken, mailbox.connections)


def test_no_login_offered(trusted: trustme.CA) -> None:
    """A login that the server knows no way to take is final."""
    with taking(Mailbox(), starttls=proof(trusted)) as mailbox:
        mailbox.answers["MAIL"] = ["530 5.7.0 first"]
        with pytest.raises(MailError):
            sent_to(mailbox, "starttls", ("me", "wrong"))
    assert [] == mailbox.taken


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 4.3.2 going down", "450 4.2.0 later"])
def test_what_passes_is_tried_again(command: str, answer: str) -> None:
    """A 4xx answer to any command is told, and the message is taken at the next attempt."""
    with taking(Mailbox({command: [answer]})) as mailbox:
        (told,) = sent_to(mailbox)
    assert f"answered: {answer}; trying again (2 of {ATTEMPTS})" in told
    assert (1, 2) == (len(mailbox.taken), mailbox.connections)


def test_what_does_not_pass_is_given_up() -> None:
    """After so many attempts the last answer is the error."""
    with (
        taking(Mailbox({"RCPT": ["450 4.2.0 later"] * 99})) as mailbox,
        pytest.raises(NotNow, match="answered: 450"),
    ):
        sent_to(mailbox)
    assert ([], ATTEMPTS) == (mailbox.taken, mailbox.connections)


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_5xx_answer_is_final(command: str) -> None:
    """It is the error, word for word, and nothing is tried again."""
    with (
        taking(Mailbox({command: ["550 5.7.1 not here"]})) as mailbox,
        pytest.raises(MailError, match="answered: 550") as refused,
    ):
        sent_to(mailbox)
    assert str(refused.value).endswith("answered: 550 5.7.1 not here")
    assert not isinstance(refused.value, NotNow)
    assert ([], 1) == (mailbox.taken, mailbox.connections)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["421 4.3.2 too many"], "421 4.3.2 too many"),
        (["220 hi"], "closed the connection"),
        (["220 hi", "250 hi", "250 OK", "250 OK", "354 go on"], "closed the connection"),
    ],
)
def test_a_server_that_hangs_up(lines: list[str], message: str) -> None:
    """At its greeting, after it, or in the middle of the message: tried again, then an error."""
    with saying(lines) as server, pytest.raises(NotNow, match=message):
        sent_to(server)
    assert ATTEMPTS == server.connections


def test_a_message_that_was_taken_was_taken() -> None:
    """A server that hangs up once it has the message ends nothing badly."""
    with saying(["220 hi", "250 hi", "250 OK", "250 OK", "354 go on", "250 OK"]) as server:
        told = sent_to(server)
    assert [] == told


def test_a_silent_server() -> None:
    """Nobody waits for ever."""
    with saying([]) as server, pytest.raises(NotNow, match="in time"):
        sent_to(server, timeout=0.05)


def test_no_server_at_all() -> None:
    """A port on which nobody listens is tried again, then an error."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotNow, match="cannot be reached"):
        sent_to(Mailbox(port=port))


def test_another_protocol() -> None:
    """A server of something else is told apart from one that has no time."""
    with saying(["HTTP/1.1 400 Bad Request"]) as server, pytest.raises(MailError) as refused:
        sent_to(server)
    assert not isinstance(refused.value, NotNow)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 70 + ".example"])
def test_no_such_host(host: str) -> None:
    """A name without a host, and one that no host can have."""
    with pytest.raises(MailError):
        send(Server(host, 25, "none"), "a@b.example", "c@d.example", MESSAGE, print, 5)


def test_secrets_are_nowhere(caplog: pytest.LogCaptureFixture, trusted: trustme.CA) -> None:
    """Not in an error that repeats them, in any of their forms, nor in a log, nor in a repr."""
    plain = base64.b64encode(f"\0me\0{SECRET}".encode()).decode()
    alone = base64.b64encode(SECRET.encode()).decode()
    caplog.set_level(logging.DEBUG)
    answers = {"MAIL": [f"451 4.7.0 I heard {plain} {alone} {SECRET}"] * ATTEMPTS}
    mailbox = Mailbox(answers, SECRET.encode())
    with taking(mailbox, starttls=proof(trusted), login=True), pytest.raises(NotNow) as refused:
        sent_to(mailbox, "starttls", ("me", SECRET))
    assert "451 4.7.0 I heard … … …" in str(refused.value)
    logged = [str(vars(one)) for one in caplog.records if not one.name.startswith("mail.")]
    assert any("stamina" in text for text in logged)
    shown = [repr(refused.value), repr(Server(HOST, 1, "tls", "me", SECRET)), *logged]
    assert [] == [t for t in shown for secret in (SECRET, alone, plain) if secret in t]


def environment(**said: str) -> dict[str, str]:
    return {f"SHEAF_SMTP_{name}": value for name, value in said.items()}


@pytest.mark.parametrize(
    ("said", "server"),
    [
        ({"HOST": "m.example"}, Server("m.example", 587, "starttls")),
        ({"HOST": "m.example", "PORT": "465"}, Server("m.example", 465, "tls")),
        ({"HOST": " m.example\n", "SECURITY": "tls"}, Server("m.example", 465, "tls")),
        (
            {"HOST": "localhost", "PORT": "25", "SECURITY": "none", "USER": ""},
            Server("localhost", 25, "none"),
        ),
        (
            {"HOST": "m.example", "USER": "me", "PASSWORD": " s \n"},
            Server("m.example", 587, "starttls", "me", " s "),
        ),
    ],
)
def test_the_environment_names_a_server(said: dict[str, str], server: Server) -> None:
    """The port follows from the security and the other way round; unset secrets come as nothing."""
    assert server == server_from({"HOME": "/", **environment(**said)})


def test_everything_wrong_is_said_at_once() -> None:
    """Each line names a variable; none repeats a secret."""
    wrong = environment(PORT="0x19", SECURITY="some", PASSWORD="pä55", USR="me")
    with pytest.raises(MailError) as refused:
        server_from(wrong)
    lines = str(refused.value).splitlines()
    assert ["USR", "HOST", "PORT", "SECURITY", "USER", "USER"] == [
        re.findall(r"SHEAF_SMTP_(\w+)", line)[0] for line in lines
    ]
    assert "pä55" not in str(refused.value)


def test_a_login_in_the_clear_is_refused() -> None:
    """Settings that would send a password over an open connection are wrong."""
    with pytest.raises(MailError, match="in the clear"):
        server_from(environment(HOST="m.example", SECURITY="none", USER="me", PASSWORD="s"))


class Site:
    """A content folder with two listings, and the command that sends them."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        write_papers(self.content, MAIL)

    def run(self, *arguments: str, server: Mailbox | None = None, **said: str) -> tuple[int, str]:
        if server is not None:
            said = {"HOST": HOST, "PORT": str(server.port), "SECURITY": "none", **said}
        result = CliRunner(env={"SHEAF_SMTP_HOST": "", **environment(**said)}).invoke(
            main, ["digest", "--content", "content", *arguments]
        )
        return result.exit_code, result.output

    @property
    def sent(self) -> str:
        path = self.content / "sent.yml"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    return Site(tmp_path)


def test_the_newest_listing_is_sent_once(site: Site, trusted: trustme.CA) -> None:
    """Sent, remembered in git, and with the next run there is nothing new."""
    login = {"SECURITY": "starttls", "USER": "me", "PASSWORD": SECRET}
    mailbox = Mailbox(password=SECRET.encode())
    with taking(mailbox, starttls=proof(trusted), login=True):
        code, output = site.run("--send", server=mailbox, **login)
        assert (0, "sent to papers@lists.example: Harbour: 30 October 2025, 3 papers\n") == (
            code,
            output,
        )
        code, output = site.run("--send", server=mailbox, **login)
        assert (0, 1) == (code, len(mailbox.taken))
        assert "nothing new to send" in output
    assert re.fullmatch(r"- \{day: 2025-10-30, 'on': \d{4}-\d\d-\d\d\}\n", site.sent)
    (message,) = mailbox.messages
    assert "<2025-10-30.digest-sea@papers.example>" == message["Message-ID"]
    assert SECRET not in output


def test_sending_again_is_seen_as_once(site: Site) -> None:
    """A day that is named is sent again, with the same Message-ID, and remembered once."""
    with taking(Mailbox()) as mailbox:
        assert 0 == site.run("--send", server=mailbox)[0]
        before = site.sent
        code, output = site.run("--send", "--day", "2025-10-30", server=mailbox)
    assert (0, before) == (code, site.sent)
    assert "mail programs see both as one" in output
    assert 1 == len({message["Message-ID"] for message in mailbox.messages})
    assert 2 == len(mailbox.messages)


@pytest.mark.parametrize("answer", ["450 4.2.0 later", "550 5.7.1 not here"])
def test_nothing_is_marked_unless_it_was_taken(site: Site, answer: str) -> None:
    """A refused message is an error, and due at the next run."""
    with taking(Mailbox({"DATA": [answer] * ATTEMPTS})) as mailbox:
        code, output = site.run("--send", server=mailbox)
        assert (1, "") == (code, site.sent)
        assert f"nothing was sent: {HOST}:{mailbox.port} answered: {answer}" in output
        mailbox.answers.clear()
        assert 0 == site.run("--send", server=mailbox)[0]
    assert 1 == len(mailbox.taken)


def test_what_was_sent_and_not_marked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be remembered, the error says that it was sent all the same."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with taking(Mailbox()) as mailbox, monkeypatch.context() as patched:
        patched.setattr("generator.store.write_sent", full)
        code, output = site.run("--send", server=mailbox)
    assert (1, 1, "") == (code, len(mailbox.taken), site.sent)
    assert "it was sent, but content/sent.yml cannot be written: No space left" in output


def test_settings_that_lack_something(tmp_path: Path, site: Site) -> None:
    """Everything that is missing is said at once, with the place, and no server is asked."""
    write_papers(site.content, "mail:\n  to: papers@lists.example\n")
    with taking(Mailbox()) as mailbox:
        code, output = site.run("--send", server=mailbox)
    assert 1 == code
    for key in ("from", "list_id", "unsubscribe"):
        assert f"content/archive.yml:6: error: mail: '{key}' is missing" in output
    assert "'to'" not in output
    assert 0 == mailbox.connections


def test_an_environment_that_lacks_something(site: Site) -> None:
    """Without a server nothing is sent, and the error says what to set."""
    code, output = site.run("--send")
    assert 1 == code
    assert "SHEAF_SMTP_HOST is not set" in output
    assert "" == site.sent
