"""The shape of a mail, read back from its bytes as a mail program would."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.messages.mail import build, sender_address
from tests.fakes.letters import INVITE, a_mail

DOMAIN = "northwind.example"


def sent(letter):
    return build(letter, mail_from="Northwind <calls@northwind.example>", message_id_domain=DOMAIN)


def received(letter):
    return message_from_bytes(sent(letter).as_bytes(), policy=SMTP)


def words(mail, subtype):
    return mail.get_body((subtype,)).get_content().replace("\r\n", "\n").rstrip("\n")


def shape(part):
    if part.is_multipart():
        return {part.get_content_type(): [shape(inner) for inner in part.iter_parts()]}
    return part.get_content_type()


def test_an_invite_is_a_part_of_its_own_and_a_file():
    mail = received(a_mail())

    parts = ["text/plain", "text/html", "text/calendar"]
    assert shape(mail) == {"multipart/mixed": [{"multipart/alternative": parts}, "application/ics"]}
    inline, file = [part for part in mail.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    assert inline["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert inline.get_payload(decode=True) == INVITE.encode()
    assert file.get_filename() == "invite.ics"
    assert file.get_payload(decode=True) == INVITE.encode()


def test_a_cancellation_says_so_where_mail_programs_look():
    mail = received(a_mail(calendar=INVITE.replace("REQUEST", "CANCEL"), calendar_method="CANCEL"))

    [inline] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert inline["Content-Type"].params["method"] == "CANCEL"


def test_without_an_invite_there_is_text_and_html():
    mail = received(a_mail(calendar=None, calendar_method=None))

    assert shape(mail) == {"multipart/alternative": ["text/plain", "text/html"]}


def test_who_wrote_to_whom_when_and_in_which_conversation():
    mail = received(a_mail())

    assert str(mail["From"]) == "Northwind <calls@northwind.example>"
    assert [(reader.display_name, reader.addr_spec) for reader in mail["To"].addresses] == [
        ("Ali Ünal", "ali@example.com")
    ]
    assert mail["Date"].datetime == a_mail().created_at
    assert mail["Message-ID"] == f"<{a_mail().id}@{DOMAIN}>"
    assert mail["In-Reply-To"] == mail["References"] == f"<5f2b9c1e@{DOMAIN}>"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


def test_a_letter_of_no_conversation_refers_to_nothing():
    mail = received(a_mail(thread=None))

    assert "References" not in mail
    assert "In-Reply-To" not in mail


def test_long_ids_are_not_folded_out_of_recognition():
    domain = "calls.a-department-with-a-very-long-name.northwind-holdings.example"
    raw = build(a_mail(), mail_from="calls@x.example", message_id_domain=domain).as_bytes()

    assert f"\r\nReferences: <5f2b9c1e@{domain}>\r\n".encode() in raw
    assert f"\r\nMessage-ID: <{a_mail().id}@{domain}>\r\n".encode() in raw


def test_the_same_letter_is_the_same_bytes():
    assert sent(a_mail()).as_bytes() == sent(a_mail()).as_bytes()


def test_any_relay_can_carry_it():
    letter = a_mail(
        body="ä" * 3000 + "\n" + "x" * 3000, html="<p>" + "Łódź " * 500 + "</p>", subject="Grüße" + " Grüße" * 40
    )
    raw = sent(letter).as_bytes()

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = message_from_bytes(raw, policy=SMTP)
    assert mail["Subject"] == letter.subject
    assert words(mail, "plain") == letter.body


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("place", ["subject", "to_name"])
def test_no_line_break_enters_a_header(place, line_break):
    with pytest.raises(ValueError, match="line break"):
        sent(a_mail(**{place: f"Hello{line_break}Bcc: everybody@example.com"}))


@pytest.mark.parametrize(
    "change", [{"to": "ali@example.com\r\nBcc: x@y.example"}, {"to": "ali"}, {"to": "@"}, {"to": ""},
               {"to": "älî@example.com"}, {"to": "a@example.com, b@example.com"}, {"thread": "a b"}, {"id": "<x>"}]
)  # fmt: skip
def test_what_cannot_stand_in_a_header_is_refused(change):
    with pytest.raises(ValueError, match=r"address looks like|message id"):
        sent(a_mail(**change))


def test_control_characters_are_left_out():
    mail = received(a_mail(subject="Ca\x00ll\x1b", to_name="A\x07li", body="a\x00b\tc\r\nd\re\n", html="<p>\x08</p>"))

    assert mail["Subject"] == "Call"
    assert mail["To"].addresses[0].display_name == "Ali"
    assert words(mail, "plain") == "ab\tc\nd\ne"
    assert words(mail, "html") == "<p></p>"


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80))
def test_a_name_never_becomes_a_second_reader(name):
    mail = received(a_mail(to_name=name))

    assert [reader.addr_spec for reader in mail["To"].addresses] == ["ali@example.com"]


@pytest.mark.parametrize(
    "name", ["x <mallory@evil.example>", 'a" <mallory@evil.example>, "b', "Ünal, mallory@evil.example", "a,b;c:d"]
)
def test_a_name_full_of_punctuation_stays_a_name(name):
    [reader] = received(a_mail(to_name=name))["To"].addresses

    assert (reader.display_name, reader.addr_spec) == (name, "ali@example.com")


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("calls@northwind.example", "", "calls@northwind.example"),
        ("Northwind Calls <calls@northwind.example>", "Northwind Calls", "calls@northwind.example"),
        ('"Northwind, Inc." <calls@northwind.example>', "Northwind, Inc.", "calls@northwind.example"),
    ],
)
def test_mail_from_is_read_with_or_without_a_name(written, name, address):
    assert (sender_address(written).display_name, sender_address(written).addr_spec) == (name, address)


@pytest.mark.parametrize("written", ["", "Northwind", "Northwind <calls>", "calls@", "a@b.example\nBcc: c@d.example"])
def test_a_mail_from_that_is_none_is_refused(written):
    with pytest.raises(ValueError, match=r"address looks like|line break"):
        sender_address(written)
