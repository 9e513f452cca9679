"""Who gets invitations by mail, and that one which is out is followed by every change of the call."""

from __future__ import annotations

from email.message import EmailMessage

from scheduler_app import booking, subscribing
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Side
from tests.office import ALI, DANA, Office


def chooses(office: Office, wanted: bool) -> None:
    with office.sessions.begin() as session:
        subscribing.choose_invites(session, DANA, wanted)


def moves(office: Office) -> None:
    with office.sessions.begin() as session:
        moved = walltime.agree(walltime.parse_wall("2027-01-13T10:00", field=""), "America/Denver", None)
        booking.reschedule(session, office.desk, office.interviews[-1], moved, office.now)
    office.rounds()


def cancels(office: Office) -> None:
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], Side.RECRUITER, "", office.now)
    office.rounds()


def method(office: Office, address: str) -> str:
    """How the last mail to this address invites; "" if it does not."""
    parts = [part for part in office.mail_to(address).message.walk() if part.get_content_type() == "text/calendar"]
    return str(parts[0].get_param("method")) if parts else ""


def test_who_chooses_no_invitations_gets_the_same_mails_without_them(office: Office):
    chooses(office, False)
    for change, of_candidate in ((office.books, "REQUEST"), (lambda: moves(office), "REQUEST"), (None, "CANCEL")):
        change() if change else cancels(office)
        assert (method(office, ALI), method(office, DANA)) == (of_candidate, "")
        assert "invitation" not in office.mail_to(DANA).text
        assert "takes the call out of your calendar" not in office.mail_to(DANA).text
    assert office.heard() == ["confirm: email to candidate"] * 3 + ["confirm: email to recruiter"] * 3


def test_an_invitation_that_is_out_is_still_moved_and_cancelled(office: Office):
    office.books()
    assert method(office, DANA) == "REQUEST"
    chooses(office, False)
    moves(office)
    assert method(office, DANA) == "REQUEST"
    assert "The invitation with this mail updates your calendar." in office.mail_to(DANA).text
    cancels(office)
    assert method(office, DANA) == "CANCEL"


def test_a_cancellation_takes_nothing_out_that_was_never_put_in(office: Office):
    chooses(office, False)
    office.books()
    chooses(office, True)
    cancels(office)
    assert method(office, DANA) == ""


def test_all_mails_of_a_call_are_one_thread_with_one_recipient_each(office: Office):
    office.books()
    moves(office)
    cancels(office)
    mails: list[EmailMessage] = [mail.message for mail in office.mailbox.mails]
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 6
    assert len({mail["References"] for mail in mails}) == 1
    assert all(mail["References"] == mail["In-Reply-To"] for mail in mails)
    assert all(len(mail["To"].addresses) == 1 and mail["Cc"] is None for mail in mails)
