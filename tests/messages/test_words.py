"""Every message we send, read out to the people of `people.py`: whole, and alike in text and HTML."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler_app.domain.default_plan import DEFAULT_PLAN
from scheduler_app.messages.facts import AnyFacts, Facts
from scheduler_app.messages.render import INSIDE, READY, Renderer, Words
from scheduler_app.messages.scripting import WordsMissing
from tests.messages.people import COMMANDS, EMPTY, OTHERS, TOKEN, facts

TEMPLATES = Path(__file__).parents[2] / "templates"
GOLDEN = Path(__file__).parents[1] / "golden" / "words"
WORDS = Renderer(TEMPLATES)
EVERY = sorted(WORDS.scripts())
MAILS = [(script, audience) for script, audience, channel in EVERY if channel == "email"]
# What is written beside the steps of the plan.
ON_REQUEST = {
    *((script, side, "email") for script in ("moved", "rules", "cancelled") for side in ("candidate", "recruiter")),
    *(("late", side, channel) for side in ("candidate", "recruiter") for channel in ("sms", "email")),
    *((script, "recruiter", by) for script in ("taken", "leaving", "new-number") for by in ("sms", "email")),
    *((script, "recruiter", "email") for script in ("wrote", "signin", "rules-flag")),
    *((script, "coordinator", "email") for script in ("rules-flag", "paused")),
    ("bundle", "staff", "email"),
    ("unusual", "admin", "email"),
    *((script, "candidate", "email") for script in ("follow-up", "lost-link")),
    *((script, "candidate", "email") for script in ("invited", "invited-again", "invited-last")),
}
# Of no call, or of a moment that concerns one side.
ONE_CLOCK = {script: set[str]() for script in ("signin", "paused", "unusual")}
ONE_CLOCK |= {script: {"Phoenix"} for script in ("thank-you", "invited", "invited-again", "invited-last")}


def told(script: str, audience: str) -> AnyFacts:
    return OTHERS.get(script) or facts(audience)


def said(script: str, audience: str, channel: str, **changes: Any) -> Words:
    known = told(script, audience)
    return WORDS.render(script, audience, channel, replace(known, **changes) if changes else known)


def seen(page: str) -> str:
    """What a reader of the HTML sees, white space aside."""
    body = re.sub(r"</?span[^>]*>", "", page[page.index("<body") :])  # a span is within a line
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_every_step_of_the_plan_has_words_and_no_script_is_left_over():
    planned = {(step.script, str(step.audience), channel) for step in DEFAULT_PLAN for channel in step.channels}
    assert WORDS.scripts() == planned | ON_REQUEST


def test_no_file_is_left_over():
    ready = {f"ready/{name}.txt" for names in (*READY.values(), (INSIDE,)) for name in names}
    messages = {f"messages/{script}/{audience}.{channel}.txt" for script, audience, channel in EVERY}
    shared = {"messages/who.txt", "messages/sms.txt"}
    shared |= {f"mail/{name}" for name in ("parts.txt", "parts.html", "layout.txt", "layout.html")}
    folders = ("messages", "ready", "mail")
    found = {str(p.relative_to(TEMPLATES)) for f in folders for p in (TEMPLATES / f).rglob("*") if p.is_file()}
    assert found == messages | ready | shared


@pytest.mark.parametrize(("script", "audience", "channel"), EVERY)
def test_a_message_has_no_hole_in_it(script, audience, channel):
    words = said(script, audience, channel)
    for text in (words.subject, words.body):
        assert not re.search(r"None|Undefined|Blank|\{[{%#]|[%#}]\}|\( ?\)|\n{3}| [,.;?]|  |[,;]\.|:$", text)
    assert words.body.isascii()


@pytest.mark.parametrize(("script", "audience", "channel"), EVERY)
def test_a_time_is_said_with_both_cities(script, audience, channel):
    words = said(script, audience, channel)
    times = re.findall(r"\d{1,2}:\d\d [AP]M (\w+)", words.body)
    expected = ONE_CLOCK.get(script, {"Phoenix", "Denver"})
    assert set(times) == expected


@pytest.mark.parametrize(("script", "audience", "channel"), EVERY)
def test_a_message_reads_well_when_all_that_may_be_missing_is(script, audience, channel):
    missing = {"organisation": ""} if script in OTHERS else dict(EMPTY)
    if channel == "sms":
        missing.pop("ref")
    words = said(script, audience, channel, **missing)
    assert not re.search(
        r"None|\( ?\)| [,.;?]|  |of \.|^(- .*|Subject|Title): *$|Ref\s*$",
        words.subject + "|" + words.body,
        re.MULTILINE,
    )


@pytest.mark.parametrize(("script", "audience"), MAILS)
def test_no_mail_names_a_word_that_carriers_take_for_a_command(script, audience):
    words = said(script, audience, "email")
    assert not re.search(COMMANDS, words.subject + words.body)


@pytest.mark.parametrize(("script", "audience"), MAILS)
def test_text_and_html_say_the_same(script, audience):
    words = said(script, audience, "email")
    page = seen(words.html)
    paragraphs = [line for line in words.body.splitlines() if line not in ("", "-- ", "----- end -----")]
    for line in paragraphs:
        wording = re.sub(r"^- |^-{5} | -{5}$", "", line)
        if (link := re.fullmatch(r"(.+): (https://\S+)", wording)) and f'href="{link[2]}"' in words.html:
            wording = link[1]
        assert wording in page
    assert set(re.findall(r"https://[^\s<\"]+", words.html)) == set(re.findall(r"https://\S+", words.body))


@pytest.mark.parametrize(("script", "audience"), MAILS)
def test_no_line_of_a_mail_breaks_inside_a_clock_an_offset_or_a_number(script, audience):
    page = said(script, audience, "email").html
    body = page[page.index("<body") :]
    kept = re.findall(r'<span style="white-space:nowrap">([^<]+)</span>', body)
    shown = re.findall(r"\d+:\d\d [AP]M|\(UTC-7\)|\+1 \d{3}-\d{3}-\d{4}", re.sub(r"<[^>]+>", "", body))
    assert kept == shown


@pytest.mark.parametrize("audience", ["candidate", "recruiter"])
@pytest.mark.parametrize("script", ["confirm", "moved"])
def test_the_time_stands_by_itself_and_the_main_link_right_below_it(script, audience):
    page = said(script, audience, "email").html
    order = ["Northwind interviews</p>", 'class="moment"', 'class="link"', "<ul"]
    assert sorted(order, key=page.index) == order


@pytest.mark.parametrize(("script", "audience"), MAILS)
def test_a_mail_loads_nothing_from_elsewhere(script, audience):
    page = said(script, audience, "email").html
    assert not re.search(r"<(img|script|link|iframe|object)|url\(|@import|src=", page)
    for tag in ("p", "div", "ul", "li", "a"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>")


def test_what_a_person_typed_stays_text_in_html():
    words = said("cancelled", "candidate", "email", candidate="<b>Ali</b>", cancel_reason='"><script>x()</script>')
    assert "Hi <b>Ali</b>," in words.body
    assert "Hi &lt;b&gt;Ali&lt;/b&gt;," in words.html
    assert "<script" not in words.html
    assert "<u>" not in said("confirm", "candidate", "email", recruiter="<u>Dana").html


def test_a_reason_of_several_lines_cannot_pass_for_a_paragraph_of_ours():
    reason = "Sorry.\n\n- New number: +1 900 555 0100\n\nCall it now."
    words = said("cancelled", "recruiter", "email", cancel_reason=reason)
    assert '"Sorry. - New number: +1 900 555 0100 Call it now."' in words.body


def test_words_of_ours_in_html_escape_the_name_too():
    page = said("lapse", "candidate", "email", candidate="<i>Ali").html
    assert "<i>" not in page
    assert page.count("&lt;i&gt;Ali") >= 2


@pytest.mark.parametrize(("script", "audience", "channel"), EVERY)
def test_only_the_candidate_is_handed_the_private_link(script, audience, channel):
    mine = f"https://northwind.example/c/{TOKEN}"
    known = told(script, audience)
    if not isinstance(known, Facts):
        return
    body = WORDS.render(script, audience, channel, replace(known, candidate_link=mine)).body
    assert (mine in body) == (audience == "candidate" and script != "cancelled")


@pytest.mark.parametrize(
    ("script", "audience", "channel", "fact"),
    [
        ("remind-24h", "candidate", "sms", "candidate_link"),
        ("confirm", "candidate", "email", "starts"),
        ("lapse", "recruiter", "email", "dashboard_link"),
        ("lapse", "recruiter", "email", "book_again_link"),
        ("moved", "candidate", "email", "former_starts"),
        ("rules", "candidate", "email", "changed_places"),
        ("rules", "recruiter", "email", "former_starts"),
        ("rules-flag", "recruiter", "email", "flag"),
        ("rules-flag", "coordinator", "email", "told_starts"),
        ("late", "candidate", "email", "late_minutes"),
        ("thank-you", "candidate", "email", "thank_you_by"),
        ("nudge", "recruiter", "sms", "candidate"),
        ("open", "recruiter", "sms", "ref"),
    ],
)
def test_a_missing_fact_is_refused_by_name(script, audience, channel, fact):
    with pytest.raises(WordsMissing, match=rf"{script}|ready|sms\.txt") as refused:
        said(script, audience, channel, **{fact: 0 if fact.endswith("minutes") else ""})
    assert fact in str(refused.value)


def test_a_script_that_does_not_exist_is_refused_by_name():
    with pytest.raises(WordsMissing, match=r"messages/lapse/backup\.sms\.txt"):
        WORDS.render("lapse", "backup", "sms", facts("backup"))


def test_a_late_recruiter_and_a_late_candidate_are_two_messages():
    assert "Dana Reyes of Northwind is running about 15 minutes late" in said("late", "candidate", "email").body
    assert "Ali Hassan is running about 15 minutes late" in said("late", "recruiter", "email").body
    assert "about 1 minute late" in said("late", "candidate", "email", late_minutes=1).body


@pytest.mark.parametrize(
    ("by", "wording"),
    [("candidate", "As you asked"), ("recruiter", "we are sorry to change your plans"), ("", "we are sorry")],
)
def test_a_cancelled_call_is_told_by_who_cancelled_and_always_offers_another_time(by, wording):
    body = said("cancelled", "candidate", "email", cancelled_by=by).body
    assert wording in body
    assert ("The role has been filled." in body) == (by != "candidate")
    assert "Pick a new time: https://northwind.example/book/phone-screen" in body


@pytest.mark.parametrize(
    ("own", "theirs", "sentence"),
    [
        ("", "", "Your time is unchanged, and so is Dana's."),
        ("", "an hour earlier", "Your time is unchanged; for Dana it is now an hour earlier."),
        ("an hour later", "", "For you the call is now an hour later; for Dana the time is unchanged."),
        ("an hour later", "an hour later", "For you and Dana the call is now an hour later."),
        (
            "30 minutes earlier",
            "an hour later",
            "For you the call is now 30 minutes earlier; for Dana it is now an hour later.",
        ),
    ],
)
def test_new_rules_are_told_by_what_became_of_each_clock(own: str, theirs: str, sentence: str):
    words = said("rules", "candidate", "email", own_change=own, their_change=theirs)
    assert f" was booked. {sentence}\n" in words.body
    assert words.subject.startswith(f"Please note, {own}: " if own else "Your time is unchanged: ")
    assert ("There is nothing you need to do." in words.body) == (not own)
    assert ("pick another time" in words.body) == bool(own)


def test_a_recruiter_without_invitations_is_told_of_none():
    assert "The invitation with this mail" in said("rules", "recruiter", "email").body
    assert "The invitation with this mail" not in said("rules", "recruiter", "email", invited=False).body


def test_the_call_now_mail_dials():
    words = said("open", "recruiter", "email")
    assert words.subject == "Call Ali now: +1 602-555-0123"
    assert 'href="tel:+16025550123"' in words.html
    without = said("open", "recruiter", "email", candidate_phone="", candidate_tel="")
    assert "Please write to ali@example.com and ask where to call." in without.body


def test_a_candidate_is_asked_to_confirm_the_number_only_while_texts_wait_for_it():
    asked = "Please confirm your number on your page"
    assert asked in said("confirm", "candidate", "email", confirm_texts=True).body
    assert asked not in said("confirm", "candidate", "email").body


@pytest.mark.parametrize(
    ("script", "audience", "channel"),
    [
        ("confirm", "candidate", "email"),
        *[("lapse", side, channel) for side in ("candidate", "recruiter") for channel in ("sms", "email")],
        ("backup", "backup", "sms"),
        ("open", "recruiter", "sms"),
        ("nudge", "recruiter", "sms"),
        ("taken", "recruiter", "sms"),
        ("wrote", "recruiter", "email"),
        ("last", "candidate", "email"),
        *[("rules", side, "email") for side in ("candidate", "recruiter")],
        *[("rules-flag", side, "email") for side in ("recruiter", "coordinator")],
        ("paused", "coordinator", "email"),
        ("unusual", "admin", "email"),
        ("bundle", "staff", "email"),
    ],
)
def test_these_messages_read_as_on_file(script, audience, channel):
    words = said(script, audience, channel)
    whole = f"Subject: {words.subject}\n\n{words.body}" if words.subject else f"{words.body}\n"
    assert whole == (GOLDEN / f"{script}-{audience}.{channel}.txt").read_text()


def test_the_html_of_a_mail_is_on_file():
    assert said("remind-1h", "candidate", "email").html == (GOLDEN / "remind-1h-candidate.email.html").read_text()
