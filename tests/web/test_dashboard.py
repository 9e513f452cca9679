"""What staff see first, what they may not see at all, and what their buttons do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from scheduler_app import booking
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.store.outbox import MessageState
from tests.office import ALI, COLE, DANA, LEE
from tests.web.staff import Service, opened, plain, words

TO_START = timedelta(days=1, hours=5, minutes=30)  # from Monday morning to Tuesday 2:30 PM in Denver
OUTCOMES = re.compile(r'name="outcome" value="(\w+)"')


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def parts(page: str) -> dict[str, str]:
    """The words under each heading of the dashboard."""
    sections = re.findall(r'<section[^>]*aria-labelledby="([\w-]+)">(.*?)</section>', page, re.DOTALL)
    return {name: plain(section) for name, section in sections}


def jump(service: Service, span: timedelta) -> None:
    service.now += span
    service.rounds()


def test_an_open_window_comes_first_with_the_number_and_the_minutes_left(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    jump(service, TO_START - timedelta(minutes=1))
    assert "No call is open" in parts(dana.opens("/dashboard"))["open-now"]

    jump(service, timedelta(minutes=12))

    page = dana.opens("/dashboard")
    assert parts(page)["open-now"].startswith(
        "Open now 1 Ali Haddad Open now 19 minutes left Call +1 602-555-0123 Held"
    )
    until = "You may call until Tue 12 Jan 2027, 3:00 PM Denver (UTC-7), which is 3:00 PM Phoenix (UTC-7)"
    assert until in parts(page)["open-now"]
    assert 'href="tel:+16025550123"' in page
    assert OUTCOMES.findall(page) == ["held", "no_answer", "missed", "running_late"]
    assert f"/dashboard/{interview}" in page
    assert page.index('id="open-now"') < page.index('id="needs-action"') < page.index('id="ahead"')


def test_the_moment_the_window_closes_the_call_needs_action(service: Service):
    service.books()
    dana = service.signed_in(DANA)
    jump(service, TO_START)
    service.now += timedelta(minutes=30, microseconds=-1)
    assert "under a minute left" in parts(dana.opens("/dashboard"))["open-now"]

    service.now += timedelta(microseconds=1)  # before any watcher has looked

    seen = parts(dana.opens("/dashboard"))
    assert "No call is open" in seen["open-now"]
    assert "Ali Haddad No call confirmed" in seen["needs-action"]
    jump(service, timedelta(seconds=1))
    assert parts(dana.opens("/dashboard")) == seen


def test_days_ahead_stand_under_the_readers_own_dates(service: Service):
    service.books("2027-01-12T14:30")
    service.books("2027-01-13T09:00", candidate={"email": "b@example.com", "zone": "Asia/Tokyo", "name": "Emi Sato"})

    ahead = parts(service.signed_in(DANA).opens("/dashboard"))["ahead"]

    assert ahead == (
        "Ahead Tomorrow, Tue 12 Jan 2027 Ali Haddad Phone screen Upcoming"
        " Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix (UTC-7)"
        " Wed 13 Jan 2027 Emi Sato Phone screen Upcoming"
        " Wed 13 Jan 2027, 9:00 AM Denver (UTC-7), which is 1:00 AM Tokyo (UTC+9) the next day"
    )


@pytest.mark.parametrize(
    ("moment", "calls", "headings"),
    [
        # 12:30 AM of a day with 25 hours: a day's length ahead it is still today.
        ("2027-11-07T06:30Z", ["2027-11-07", "2027-11-08"], ["Today, Sun 7 Nov", "Tomorrow, Mon 8 Nov"]),
        # 11:30 PM before a day with 23 hours: a day's length ahead it is the day after tomorrow.
        ("2027-03-14T06:30Z", ["2027-03-14", "2027-03-15"], ["Tomorrow, Sun 14 Mar", "Mon 15 Mar"]),
    ],
)
def test_tomorrow_was_today_on_the_night_the_clocks_go_back(
    service: Service, moment: str, calls: list[str], headings: list[str]
):
    service.now = datetime.fromisoformat(moment)
    for day in calls:
        service.books(f"{day}T15:00", override_availability=True)

    page = service.signed_in(DANA).opens("/dashboard")
    assert re.findall(r"<h3[^>]*>([^<]+) 2027</h3>", page) == headings


def test_a_call_held_is_settled_by_one_button(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    jump(service, TO_START + timedelta(minutes=3))

    answer = dana.sends(f"/dashboard/{interview}/report", at="/dashboard", outcome="held", back="board")

    assert (answer.status_code, answer.location) == (303, "/dashboard")
    assert service.interview().state == State.HELD
    seen = parts(dana.opens("/dashboard"))
    assert "Ali Haddad Phone screen Call held" in seen["settled"]
    assert "Nothing waits for you" in seen["needs-action"]


def test_what_is_disputed_is_told_from_both_sides_and_blames_nobody(service: Service):
    interview = service.books()
    jump(service, TO_START + timedelta(minutes=31))
    service.reports(Side.CANDIDATE, Outcome.NO_CALL)
    dana = service.signed_in(DANA)
    dana.sends(f"/dashboard/{interview}/report", at="/dashboard", outcome="no_answer")

    told = parts(dana.opens("/dashboard"))["needs-action"]

    assert "Ali Haddad says: no call came. Dana Reyes says: called, and nobody answered." in told
    assert "Nobody is blamed" in told


def test_a_missed_call_waits_for_a_new_time_and_leaves_with_one(service: Service):
    service.books()
    jump(service, TO_START + timedelta(minutes=5))
    service.reports(Side.RECRUITER, Outcome.NO_ANSWER)
    dana = service.signed_in(DANA)
    assert "Ali Haddad Not answered" in parts(dana.opens("/dashboard"))["needs-action"]

    jump(service, timedelta(minutes=1))
    service.books("2027-01-14T10:00", candidate={"email": ALI.upper()})

    seen = parts(dana.opens("/dashboard"))
    assert "Nothing waits for you" in seen["needs-action"]
    assert "Not answered" in seen["settled"]


def test_running_late_moves_the_end_and_can_be_said_once(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    jump(service, TO_START + timedelta(minutes=10))
    report = f"/dashboard/{interview}/report"

    dana.sends(report, at="/dashboard", outcome="running_late", minutes="15", back="board")

    seen = dana.reads("/dashboard")
    assert "Ali Haddad is told that the call comes up to 15 minutes later." in seen
    assert "until Tue 12 Jan 2027, 3:15 PM Denver (UTC-7)" in seen
    assert "You said 15 minutes late, and Ali Haddad was told." in seen
    dana.sends(report, at="/dashboard", outcome="running_late", minutes="5")
    assert "already said 15 minutes late" in dana.reads("/dashboard")


@pytest.mark.parametrize("minutes", ["0", "61", "-5", "soon", "", "9" * 30, "\u0661\u0665"])
def test_senseless_minutes_are_refused_in_words(service: Service, minutes: str):
    interview = service.books()
    dana = service.signed_in(DANA)
    jump(service, TO_START)

    dana.sends(f"/dashboard/{interview}/report", at="/dashboard", outcome="running_late", minutes=minutes)

    assert "Say how late in whole minutes, 1 to 60" in dana.reads("/dashboard")


def test_a_report_before_the_start_is_refused_in_words(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)

    dana.sends(f"/dashboard/{interview}/report", at="/dashboard", outcome="held")

    assert "The call has not begun" in dana.reads("/dashboard")
    assert service.interview().state == State.SCHEDULED


def test_an_outcome_nobody_offers_is_a_bad_request(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)

    assert dana.sends(f"/dashboard/{interview}/report", at="/dashboard", outcome="won").status_code == 400


def test_a_colleagues_interview_does_not_exist_until_help_is_asked_for(service: Service):
    interview = service.books()
    lee = service.signed_in(LEE)
    path = f"/dashboard/{interview}"
    assert "Ali" not in lee.opens("/dashboard")
    lee.opens(path, status=404)
    for action in ("report", "cancel", "reschedule", "number"):
        assert lee.sends(f"{path}/{action}", at="/dashboard", outcome="held", confirmed="1").status_code == 404
    assert service.interview().state == State.SCHEDULED

    jump(service, TO_START + timedelta(minutes=30))
    lee.opens(path, status=404)
    jump(service, timedelta(minutes=5))  # the backup step

    assert "Dana Reyes promised" in parts(lee.opens("/dashboard"))["needs-action"]
    lee.sends(f"{path}/report", at="/dashboard", outcome="held")
    assert service.interview().state == State.HELD


def test_a_coordinator_sees_every_window(service: Service):
    service.books()
    service.books("2027-01-12T10:00", "Europe/London", recruiter=LEE, candidate={"email": "b@example.com"})

    seen = service.signed_in(COLE).reads("/dashboard")

    assert "All calls" in seen
    assert "Dana Reyes calls" in seen
    assert "Lee Okafor calls" in seen


def test_an_unknown_interview_is_not_found(service: Service):
    dana = service.signed_in(DANA)

    dana.opens(f"/dashboard/{uuid4()}", status=404)
    dana.opens("/dashboard/not-an-id", status=404)


def test_a_silent_watcher_is_said_on_top(service: Service):
    dana = service.signed_in(DANA)
    service.now += timedelta(seconds=90)
    assert "Nothing is watching" not in dana.opens("/dashboard")

    service.now += timedelta(microseconds=1)

    assert "Nothing is watching since Mon 11 Jan 2027, 9:00 AM Denver (UTC-7)." in dana.reads("/dashboard")


def test_a_message_that_could_not_be_delivered_is_never_silent(service: Service):
    interview = service.books()
    service.rounds()
    dana = service.signed_in(DANA)
    assert "could not be delivered" not in dana.reads("/dashboard")
    with service.sessions.begin() as session:
        failed = session.merge(service.messages()[0])
        failed.state, failed.reason = MessageState.FAILED, "the mailbox does not exist"

    assert "could not be delivered" in parts(dana.opens("/dashboard"))["ahead"]
    seen = dana.reads(f"/dashboard/{interview}")
    assert "could not be delivered" in seen
    assert "The mailbox does not exist." in seen


def test_the_list_comes_alone_for_a_page_that_is_open(service: Service):
    service.books()

    fragment = service.signed_in(DANA).opens("/dashboard/now")

    assert fragment.startswith('<div id="board"')
    assert "Ali Haddad" in fragment
    assert "<html" not in fragment


def test_what_people_typed_is_only_ever_text(service: Service):
    interview = service.books(candidate={"name": "<script>alert(1)</script>"})
    dana = service.signed_in(DANA)

    for path in ("/dashboard", f"/dashboard/{interview}"):
        raw = dana.browser.get(path).get_data(as_text=True)
        assert "<script>alert" not in raw
        assert "&lt;script&gt;alert" in raw


def test_a_cancelled_call_tells_why(service: Service):
    interview = service.books()
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, interview, Side.CANDIDATE, "I took another job", service.now)

    page = service.signed_in(DANA).reads(f"/dashboard/{interview}")

    assert "Called off by Ali Haddad. Reason: I took another job" in page


def test_reading_changes_nothing(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    before = service.interview().changed_at, len(service.messages())

    for path in ("/dashboard", "/dashboard/now", f"/dashboard/{interview}", "/dashboard/promise", "/outbox"):
        dana.opens(path)
    for action in ("report", "cancel", "reschedule", "number"):
        dana.opens(f"/dashboard/{interview}/{action}", status=405)

    assert (service.interview().changed_at, len(service.messages())) == before
    assert words(dana.browser.get("/dashboard/promise"))
