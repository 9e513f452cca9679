"""A link for one candidate: made by a recruiter, filled in, used once, remembered twice, and kind when it is over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from scheduler_app import booking, erasing, limits, links
from scheduler_app.booking import Booker
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.links import BookingLink
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Recruiter
from tests.office import ALI, ALIS_NUMBER, COLE, DANA, LEE, request
from tests.web.alis_call import BOOK, CHECK, HALF_PAST_TWO, KEEP
from tests.web.browser_forms import Visitor
from tests.web.staff import Person, Service, words

PATH = "/dashboard/links"
TYPED = {
    "name": "Ali Haddad",
    "email": ALI,
    "phone": "+1 602 555 0123",
    "zone": "America/Phoenix",
    "type": "phone-screen",
    "days": "7",
    "mailed": "yes",
    "reminded": "yes",
}
DAY = timedelta(days=1)


@pytest.fixture
def dana(service: Service) -> Person:
    return service.signed_in(DANA)


def made(dana: Person, **changes: str) -> str:
    """The path of the link that Dana has just made."""
    assert dana.sends(PATH, at=PATH, **TYPED | changes).status_code == 303
    found = re.search(r"http://127\.0\.0\.1:8000(/book/phone-screen\?for=[\w-]+)", dana.opens(PATH))
    assert found
    dana.service.rounds()
    return found[1]


def mails(service: Service) -> list[tuple[str, str]]:
    """Each mail of links: its name and what became of it."""
    return [(row.name, str(row.state)) for row in service.messages() if row.name in links.MAILS]


def link(service: Service) -> BookingLink:
    with reading(service.sessions) as session:
        return session.query(BookingLink).order_by(BookingLink.made_at.desc()).first()  # type: ignore[return-value]


def books(ali: Visitor, path: str, slot: str = HALF_PAST_TWO, **changes: str) -> Visitor:
    ali.opens(f"{path}&from=2027-01-12")
    ali.service.now += timedelta(seconds=30)
    return ali.presses(KEEP, 200, slot=slot).presses(CHECK, 200, **changes)


def test_the_form_is_filled_in_and_one_call_is_booked(service: Service, dana: Person, ali: Visitor):
    path = made(dana)
    assert mails(service)[0] == ("invited", "delivered")

    ali.opens(f"{path}&from=2027-01-12")
    assert ali.form(KEEP).values["zone"] == "America/Phoenix"
    form = ali.presses(KEEP, 200, slot=HALF_PAST_TWO).form(CHECK).values
    assert (form["name"], form["email"], form["phone"]) == ("Ali Haddad", ALI, "+1 602-555-0123")
    service.now += timedelta(seconds=30)
    ali.presses(CHECK, 200, sms_consent="yes")
    assert "Text messages Yes. Your clock" in ali.words  # nobody has to confirm what Dana vouches for
    ali.presses(BOOK)
    assert "You are booked" in ali.words

    candidate = service.interview(service.all_interviews()[0].id).candidate
    assert (candidate.phone, candidate.number_vouched_by) == (ALIS_NUMBER, "recruiter")
    assert "booked" in dana.reads(PATH)
    assert mails(service)[1:] == [("invited-again", "suppressed"), ("invited-last", "suppressed")]


def test_a_number_that_the_candidate_changes_is_vouched_for_by_nobody(service: Service, dana: Person, ali: Visitor):
    books(ali, made(dana), phone="+1 602 555 0199", sms_consent="yes")
    assert "once you confirm on your page" in ali.words
    ali.presses(BOOK)
    assert service.interview(service.all_interviews()[0].id).candidate.number_vouched_at is None


def test_an_address_cannot_bring_a_form_that_somebody_else_has_opened(service: Service, dana: Person, ali: Visitor):
    path = made(dana)
    theirs = Visitor(service).opens(f"{path}&from=2027-01-12").form(KEEP).values["form_token"]
    form = ali.opens(f"{path}&from=2027-01-12&form_token={theirs}").form(KEEP).values
    assert form["form_token"] != theirs


def test_a_link_is_used_once_and_says_so_to_whoever_it_was_passed_on_to(service: Service, dana: Person, ali: Visitor):
    path = made(dana)
    robin = Visitor(service)
    books(robin, path, "2027-01-12T23:00:00Z.1", email="robin@example.com")
    books(ali, path).presses(BOOK)

    robin.presses(BOOK, 410)
    assert "A call is booked by this link already" in robin.words
    assert "Write to Dana Reyes: dana@example.com" in robin.words
    assert Visitor(service).opens(path, 410).words == robin.words
    assert len(service.all_interviews()) == 1


def test_the_second_click_finds_what_the_first_has_booked(service: Service, dana: Person, ali: Visitor):
    books(ali, made(dana))
    form = ali.form(BOOK)
    data = form.values | {"step": "book"}
    first, second = (ali.browser.post(form.action, data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(service.all_interviews()) == 1


def test_a_mail_scanner_that_opens_everything_changes_nothing(service: Service, dana: Person, ali: Visitor):
    path = made(dana)
    stop = path.replace("/book/phone-screen?for=", "/invited/") + "/stop"
    for address in (path, stop, path, stop):
        assert Visitor(service).browser.get(address).status_code == 200
    assert link(service).state(service.now) == "open"
    assert link(service).hushed_at is None
    answer = ali.browser.get(path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_good_until_the_moment_it_expires_and_a_form_that_is_open_then_may_still_be_sent(
    service: Service, dana: Person, ali: Visitor
):
    path = made(dana)
    ends = link(service).expires_at
    service.now = ends - timedelta(seconds=40)
    ali.opens(f"{path}&from=2027-01-19")
    slot = ali.form(KEEP).choices["slot"][0]
    service.now = ends
    Visitor(service).opens(path, 410)
    service.now += timedelta(minutes=10)
    ali.presses(KEEP, 200, slot=slot).presses(CHECK, 200).presses(BOOK)
    assert "You are booked" in ali.words


def test_an_expired_a_withdrawn_and_a_broken_link_say_what_to_do(service: Service, dana: Person):
    path = made(dana)
    assert "This link is not complete" in Visitor(service).opens(path[:-3], 404).words
    dana.sends(f"{PATH}/{link(service).id}/withdraw", at=PATH)
    assert "Look for the newest mail about your call" in Visitor(service).opens(path, 410).words
    path = made(dana)
    service.now += 7 * DAY
    assert "This link has expired" in Visitor(service).opens(path, 410).words


def test_two_reminders_come_once_each_and_then_no_more(service: Service, dana: Person):
    made(dana)
    for span in (DAY - timedelta(microseconds=1), timedelta(microseconds=1), 2 * DAY, 3 * DAY):
        service.now += span
        service.rounds()
        service.rounds()
    sent = [row for row in service.messages() if row.name in links.MAILS]
    assert [(row.name, row.state, row.attempts) for row in sent] == [
        ("invited", MessageState.DELIVERED, 1),
        ("invited-again", MessageState.DELIVERED, 1),
        ("invited-last", MessageState.DELIVERED, 1),
    ]
    assert [row.due_at - sent[0].due_at for row in sent] == [timedelta(), DAY, 3 * DAY]
    assert len(service.messages()) == 3, "nothing else was said to anybody"


@pytest.mark.parametrize("how", ["withdrawn", "hushed", "booked otherwise", "its maker leaves", "made again"])
def test_reminders_stop_at_once(service: Service, dana: Person, ali: Visitor, how: str):
    path = made(dana)
    service.now += timedelta(hours=23)
    if how == "withdrawn":
        dana.sends(f"{PATH}/{link(service).id}/withdraw", at=PATH)
    elif how == "hushed":
        ali.opens(path.replace("/book/phone-screen?for=", "/invited/") + "/stop").presses("Send me no reminders")
        assert "You get no more reminders" in ali.words
        ali.opens(path)  # and the link still works
    elif how == "booked otherwise":
        service.books(candidate={"email": ALI.upper()})
    elif how == "made again":
        dana.sends(f"{PATH}/{link(service).id}/again", at=PATH)
        Visitor(service).opens(path, 410)
    else:
        with service.sessions.begin() as session:
            session.query(Recruiter).filter_by(email=DANA).one().disabled_at = service.now
    service.now += timedelta(hours=2)
    service.rounds()
    old = mails(service)[1:3]
    assert [state for name, state in old if name == "invited-again"] == ["suppressed"]
    if how == "made again":
        assert [name for name, state in mails(service) if state == "delivered"] == ["invited", "invited"]


def test_who_wants_no_reminders_gets_none_of_a_later_link_either(service: Service, dana: Person):
    made(dana)
    with service.sessions.begin() as session:
        links.hush(session, session.merge(link(service)), service.now)
    service.now += DAY
    made(dana)
    assert [name for name, state in mails(service) if state in ("queued", "delivered")] == ["invited", "invited"]
    assert "They asked for no reminders." in dana.reads(PATH)


def test_two_clicks_make_one_link_and_a_newer_one_replaces_it(service: Service, dana: Person):
    first = made(dana)
    assert made(dana) == first
    assert len(mails(service)) == 3
    service.now += links.TWICE
    assert made(dana) != first
    Visitor(service).opens(first, 410)


def test_a_link_of_somebody_who_was_erased_is_not_made_again(service: Service, dana: Person):
    made(dana)
    service.rounds()
    with service.sessions.begin() as session:
        erasing.erase(session, service.desk, link(service).email, service.now)
    shown = dana.reads(PATH)
    assert "Make again and mail" not in shown
    assert "erased.invalid" not in shown
    dana.sends(f"{PATH}/{link(service).id}/again", at=PATH)
    assert "has been erased; make a new one" in dana.reads(PATH)
    assert len(mails(service)) == 3, "the three of the first link, and no other"


def test_what_is_said_to_be_mailed_is_mailed_also_soon_after_another_link(service: Service, dana: Person):
    with service.sessions.begin() as session:
        limits.choose_countries(session, service.desk, ["*"])
    made(dana, mailed="", reminded="")
    assert mails(service) == []
    service.now += timedelta(seconds=1)
    made(dana)
    service.now += timedelta(seconds=1)
    old = f"{PATH}/{link(service).id}/again"
    for _ in ("click", "second click"):
        dana.sends(old, at=PATH)
        assert "A new link is mailed" in dana.reads(PATH)
    service.rounds()
    assert [name for name, state in mails(service) if state == "delivered"] == ["invited", "invited"]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(service: Service, dana: Person):
    wrong = {"name": "", "email": "ali", "phone": "12", "zone": "Mars/Olympus", "days": "31", "type": "lunch"}
    answer = dana.sends(PATH, at=PATH, **TYPED | wrong)
    assert answer.status_code == 422
    for said in ("name is missing", "not a usable email address", "from 1 to 30", 'value="ali"'):
        assert said in words(answer)
    assert service.messages() == []


def test_recruiters_see_and_change_their_own_and_coordinators_all(service: Service, dana: Person):
    made(dana)
    lee, cole = service.signed_in(LEE), service.signed_in(COLE)
    assert "Ali Haddad" not in lee.opens(PATH)
    for verb in ("withdraw", "again"):
        assert lee.sends(f"{PATH}/{link(service).id}/{verb}", at=PATH).status_code == 404
    assert "by Dana Reyes" in cole.reads(PATH)
    assert cole.sends(f"{PATH}/{link(service).id}/withdraw", at=PATH).status_code == 303
    assert dana.browser.post(f"{PATH}/{link(service).id}/again").status_code == 400, "no form of ours"
    assert service.visitor().browser.get(PATH).status_code == 303


def test_the_token_is_kept_by_nobody_but_its_reader(service: Service, dana: Person):
    token = made(dana).partition("for=")[2]
    assert len(token) >= 22  # 128 bits
    with reading(service.sessions) as session:
        row = session.query(BookingLink).one()
        assert token not in repr(vars(row))
        assert all(token not in message.body + message.html for message in session.query(Message))


def test_a_link_that_is_made_while_the_api_books_ends_with_that_booking(service: Service, dana: Person):
    path = made(dana, mailed="", reminded="")
    assert mails(service) == []
    with service.sessions.begin() as session:
        booker = Booker("api", True, "said yes", "a test")
        booking.book(session, service.desk, read_wanted(request()), booker, service.now)
    Visitor(service).opens(path, 410)


def test_who_reads_spanish_is_invited_and_reminded_in_it(service: Service, dana: Person):
    made(dana, language="es")
    told = [row for row in service.messages() if row.name in links.MAILS]
    assert len(told) == 3
    assert all('<html lang="es">' in row.html for row in told), "and not English around a Spanish date"
