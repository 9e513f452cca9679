"""Every page in every state that it has, as HTML, from the first visit to the end of the story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from scheduler_app import reports
from scheduler_app.domain.interview import Outcome, Side
from tests.office import COLE, DANA
from tests.web.alis_call import BOOK, CHECK, FORM, HALF_PAST_TWO, KEEP, START, WHO
from tests.web.browser_forms import Visitor
from tests.web.staff import Person, Service

State = tuple[str, str]  # its name and its page


def of_booking(service: Service) -> Iterator[State]:
    ali = Visitor(service)

    def shown(name: str) -> State:
        return name, ali.page.get_data(as_text=True)

    for name, address in {
        "home": "/",
        "where are you": "/book/phone-screen",
        "a place searched for": "/book/phone-screen?q=indiana",
        "no such place": "/book/phone-screen?q=atlantis",
        "free times": FORM,
        "what a time means": "/when",
        "a time explained": "/when?text=2:30+pm+MST+on+Tuesday&zone=America/Phoenix",
    }.items():
        ali.opens(address)
        yield shown(name)
    yield "nothing here", ali.browser.get("/nothing").get_data(as_text=True)
    yield "no such call", ali.browser.get("/c/nothing").get_data(as_text=True)

    ali.opens(FORM)
    service.now += timedelta(seconds=30)
    ali.presses(KEEP, 422)
    yield shown("no time chosen")
    ali.opens(FORM).presses(KEEP, 200, slot=HALF_PAST_TWO)
    yield shown("who are you")
    service.now += timedelta(seconds=30)
    ali.presses(CHECK, 422, **WHO | {"email": "ali", "phone": "12"})
    yield shown("a form with faults")
    ali.presses(CHECK, 200, **WHO, sms_consent="yes")
    yield shown("everything once more")
    ali.presses(BOOK)
    yield shown("booked")


def of_a_call(service: Service) -> Iterator[State]:
    """Ali's own page, from the booking on: one call that nobody makes, and what else may become of one."""
    ali = Visitor(service)

    def page(which: int = 0) -> str:
        return f"/c/{service.desk.candidate_token(service.interview(service.interviews[which]))}"

    def shown(name: str, which: int = 0) -> State:
        return name, ali.opens(page(which)).page.get_data(as_text=True)

    service.books(vouched=False)
    others = ("2027-01-12T15:30", "2027-01-12T16:15")
    for at, wall in enumerate(others):
        service.books(wall, candidate={"email": f"robin-{at}@example.com"})
    yield shown("before the call, a number unconfirmed")
    yield shown("before the call", 1)
    ali.opens(f"{page()}/reschedule")
    yield "other times", ali.page.get_data(as_text=True)
    yield "no time chosen", ali.presses("Check the new time", 422).page.get_data(as_text=True)

    service.now = START + timedelta(minutes=12)
    service.rounds()
    yield shown("the window is open")
    runs_late(service, service.interviews[0])
    yield shown("Dana runs late")
    service.passes(minutes=25)
    yield shown("the window has closed")
    service.reports(Side.CANDIDATE, Outcome.NO_CALL, service.interviews[0])
    yield shown("missed")
    service.reports(Side.RECRUITER, Outcome.HELD, service.interviews[0])
    yield shown("the two disagree")
    service.now = START + timedelta(minutes=70)
    service.reports(Side.RECRUITER, Outcome.HELD, service.interviews[1])
    yield shown("the call was held", 1)
    cancel = {**ali.opens(page(2)).form("Cancel this call").values, "reason": "another job"}
    ali.browser.post(f"{page(2)}/cancel", data=cancel)
    yield shown("cancelled", 2)


def of_links(service: Service) -> Iterator[State]:
    """A link for Ali: filled in, asked to be quiet about, and over in each of its ways; and the form in a frame."""
    dana, ali = service.signed_in(DANA), Visitor(service)

    def made() -> str:
        """The token of a new link, the one before being withdrawn."""
        service.now += timedelta(hours=1)
        typed = {"name": "Ali Haddad", "email": "ali@example.com", "phone": "+16025550123", "days": "7"}
        dana.sends("/dashboard/links", at="/dashboard/links", type="phone-screen", **typed, zone="America/Phoenix")
        page = dana.opens("/dashboard/links")
        return page.partition("/book/phone-screen?for=")[2][:24]

    def shown(name: str, path: str, status: int = 200) -> State:
        return name, ali.opens(path, status).page.get_data(as_text=True)

    form = "/book/phone-screen"
    first, second = made(), made()
    yield shown("a form filled in", f"{form}?for={second}")
    yield shown("a link withdrawn", f"{form}?for={first}", 410)
    yield shown("a link cut off", f"{form}?for={second[:9]}", 404)
    yield shown("no more reminders?", f"/invited/{second}/stop")
    ali.presses("Send me no reminders")
    yield "no more reminders", ali.page.get_data(as_text=True)
    yield shown("in a frame", f"{form}?embed=1")
    yield shown("free times in a frame", f"{form}?embed=1&zone=America/Phoenix")
    service.now += timedelta(days=8)
    yield shown("a link expired", f"{form}?for={second}", 410)
    service.books("2027-01-26T14:30", candidate={"email": "ali@example.com"})
    yield shown("a link used", f"{form}?for={second}", 410)


def of_staff(service: Service, admin: str) -> Iterator[State]:
    first = service.books()
    service.books("2027-01-12T15:30", candidate={"email": "robin@example.com", "name": "Robin Vale"})
    dana, cole, ada = (service.signed_in(email) for email in (DANA, COLE, admin))

    def shown(who: Person, address: str) -> State:
        return address, who.browser.get(address).get_data(as_text=True)

    yield shown(service.visitor(), "/signin")
    yield shown(dana, "/dashboard")
    service.now = START + timedelta(minutes=12)
    service.rounds()
    yield "the board in the window", shown(dana, "/dashboard")[1]
    service.passes(minutes=20)
    yield "the board after a lapse", shown(cole, "/dashboard")[1]
    for address in (
        f"/dashboard/{first}",
        "/dashboard/promise",
        "/dashboard/links",
        "/dashboard/calendar",
        "/dashboard/calendar/busy",
        "/dashboard/times",
        "/outbox",
        "/api/docs",
    ):
        yield shown(dana, address)
    for address in ("/dashboard/limits", "/dashboard/look", "/dashboard/questions"):
        yield shown(ada, address)
    yield "a promise with faults", dana.sends("/dashboard/promise", at="/dashboard/promise").get_data(as_text=True)
    wrong = ada.sends("/dashboard/look", at="/dashboard/look", name="x" * 90, colour="red")
    typed = {
        "name": "Ali Haddad",
        "email": "ali@example.com",
        "type": "phone-screen",
        "mailed": "yes",
        "reminded": "yes",
    }
    dana.sends("/dashboard/links", at="/dashboard/links", **typed)
    yield "links made", shown(dana, "/dashboard/links")[1]
    faulty = dana.sends("/dashboard/links", at="/dashboard/links", name="", email="ali", days="0")
    yield "a link with faults", faulty.get_data(as_text=True)
    yield "looks with faults", wrong.get_data(as_text=True)


def runs_late(service: Service, which: UUID) -> None:
    with service.sessions.begin() as session:
        late = Outcome.RUNNING_LATE
        reports.report(session, service.desk, which, Side.RECRUITER, late, service.now, minutes=5, via="api")
