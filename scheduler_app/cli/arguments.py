"""What can be typed: every command, its arguments, and the function that does it (imported only when asked for)."""

from __future__ import annotations

import argparse

from scheduler_app import __version__

HIGHEST_PORT = 65535
MOST_WORKERS = 64
INTERRUPTED = 130  # the exit code after Ctrl-C, where that is not the way to stop


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="scheduler-app",
        description="Books a promised phone call, watches its window, and says what to do next when nobody calls.",
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    top.set_defaults(interrupted=INTERRUPTED)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _service(commands)
    _people(commands)
    _candidates(commands)
    _access(commands)
    _insight(commands)
    return top


Commands = argparse._SubParsersAction  # argparse has no public name for it


def _service(commands: Commands[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help="web and watcher by one command; migrates first")
    _address(run)
    run.add_argument("--demo", action="store_true", help="fill an empty database with people and interviews")
    run.set_defaults(does="service:run", interrupted=0)
    web = commands.add_parser("web", help="the web alone, for many machines")
    _address(web)
    web.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes (default: 1)")
    web.set_defaults(does="service:web", interrupted=0)
    watch = commands.add_parser("watch", help="the watcher alone: lapses, steps and deliveries")
    watch.set_defaults(does="service:watch", interrupted=0)
    worker = commands.add_parser("worker", help="on PostgreSQL: deliveries alone, beside watch, on any machine")
    worker.set_defaults(does="service:worker", interrupted=0)
    db = commands.add_parser("db", help="the database").add_subparsers(metavar="COMMAND", required=True)
    upgrade = db.add_parser("upgrade", help="migrate to the newest schema; again is fine")
    upgrade.set_defaults(does="service:upgrade")


def _people(commands: Commands[argparse.ArgumentParser]) -> None:
    recruiter = commands.add_parser("recruiter", help="who makes and watches the calls")
    verbs = recruiter.add_subparsers(metavar="COMMAND", required=True)
    add = verbs.add_parser("add", help="add a person; prints a one-time sign-in link")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", required=True)
    add.add_argument("--zone", required=True, help="such as America/Denver")
    add.add_argument("--phone", help="with country code, such as +13035550110")
    add.add_argument("--role", default="recruiter", choices=("admin", "coordinator", "recruiter"))
    add.set_defaults(does="recruiters:add")
    link = verbs.add_parser("link", help="print a new one-time sign-in link")
    link.add_argument("email", metavar="EMAIL")
    link.set_defaults(does="recruiters:link")
    disable = verbs.add_parser("disable", help="end sessions, links and feeds; names interviews left alone")
    disable.add_argument("email", metavar="EMAIL")
    disable.set_defaults(does="recruiters:disable")


def _candidates(commands: Commands[argparse.ArgumentParser]) -> None:
    candidate = commands.add_parser("candidate", help="what is kept about a person: out, or gone")
    verbs = candidate.add_subparsers(metavar="COMMAND", required=True)
    export = verbs.add_parser("export", help="everything that is kept about them, as JSON on standard output")
    export.add_argument("email", metavar="EMAIL")
    export.set_defaults(does="candidates:export")
    erase = verbs.add_parser("erase", help="forget who they were, for good; counts and times stay")
    erase.add_argument("email", metavar="EMAIL")
    erase.add_argument("--yes", action="store_true", help="really; nothing brings it back")
    erase.add_argument("--cancel", action="store_true", help="first call off what is still to take place")
    erase.set_defaults(does="candidates:erase")


def _access(commands: Commands[argparse.ArgumentParser]) -> None:
    key = commands.add_parser("api-key", help="keys for other systems")
    verbs = key.add_subparsers(metavar="COMMAND", required=True)
    add = verbs.add_parser("add", help="make a key; prints it once")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--scope", default="read", choices=("read", "write"), help="write includes read")
    add.set_defaults(does="keys:add_key")
    revoke = verbs.add_parser("revoke", help="end a key")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(does="keys:revoke_key")
    feed = commands.add_parser("feed", help="calendar subscriptions").add_subparsers(metavar="COMMAND", required=True)
    subscribe = feed.add_parser("add", help="make a subscription; prints its address once")
    subscribe.add_argument("--recruiter", required=True, metavar="EMAIL")
    subscribe.add_argument("--name", required=True, help="where it is used, such as phone")
    subscribe.add_argument("--detail", default="standard", choices=("busy", "standard", "full"))
    subscribe.add_argument("--alarm", type=int, metavar="MINUTES", help="remind so long before a call: 5 to 60")
    others = subscribe.add_mutually_exclusive_group()
    others.add_argument("--interview-type", metavar="SLUG", help="everyone's calls of a type; for coordinators")
    others.add_argument("--everyone", action="store_true", help="everyone's calls; what coordinators get")
    subscribe.set_defaults(does="keys:add_feed")
    for verb, help_ in (("rotate", "give a subscription another address"), ("revoke", "end a subscription")):
        named = feed.add_parser(verb, help=help_)
        named.add_argument("--recruiter", required=True, metavar="EMAIL")
        named.add_argument("--name", required=True)
        named.set_defaults(does=f"keys:{verb}_feed")
    export = feed.add_parser("export", help="all calls of a recruiter as one .ics on standard output")
    export.add_argument("--recruiter", required=True, metavar="EMAIL")
    export.add_argument("--detail", default="standard", choices=("busy", "standard", "full"))
    export.set_defaults(does="keys:export_calls")


def _insight(commands: Commands[argparse.ArgumentParser]) -> None:
    time = commands.add_parser("time", help="wall times and instants").add_subparsers(metavar="COMMAND", required=True)
    resolve = time.add_parser("resolve", help='JSON list of {"zone", "wall"} on stdin, answers on stdout')
    resolve.set_defaults(does="time:resolve_input")
    check = time.add_parser("check", help="what a promise in people's own words says, and every way to read it")
    check.add_argument("text", metavar="TEXT", help='such as "2:30 p.m. mountain time on Tuesday, allow 30 minutes"')
    check.add_argument("--zone", default="UTC", help="the reader's, such as America/Phoenix (default: UTC)")
    check.add_argument("--now", metavar="ISO", help="such as 2027-01-11T16:00:00Z (default: the present)")
    check.add_argument("--json", action="store_true", help="for programs")
    check.set_defaults(does="promise:check_text")
    simulate = commands.add_parser("simulate", help="what would be sent to whom and when, and why not; changes nothing")
    what = simulate.add_mutually_exclusive_group(required=True)
    what.add_argument("interview", nargs="?", metavar="INTERVIEW_ID", help="an interview that is booked")
    what.add_argument("--policy", metavar="NAME", help="an interview type, such as phone-screen, booked now")
    simulate.add_argument(
        "--speed", type=_speed, default=0.0, metavar="N", help="say each line at its time, N times faster than real"
    )
    simulate.set_defaults(does="insight:simulate")
    why = commands.add_parser("why-not", help="why a time is not offered, a reason a line; exit 1 if there is any")
    why.add_argument("type", metavar="TYPE", help="an interview type, such as phone-screen")
    why.add_argument("--recruiter", required=True, metavar="EMAIL")
    why.add_argument("--at", required=True, metavar="WALL", help="on the recruiter's clock, such as 2027-01-12T14:30")
    why.add_argument("--which", choices=("earlier", "later"), help="where the clocks show that time twice")
    why.set_defaults(does="insight:why_not")
    retz = commands.add_parser("retz", help="read all that is booked by the installed time zone rules; again is fine")
    retz.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    retz.set_defaults(does="rules:retz")
    doctor = commands.add_parser("doctor", help="check everything; non-zero exit when something would fail")
    doctor.set_defaults(does="insight:doctor")


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1)")
    command.add_argument("--port", type=_port, default=8000, help="(default: 8000)")


def _port(text: str) -> int:
    return _whole(text, HIGHEST_PORT, "a port")


def _workers(text: str) -> int:
    return _whole(text, MOST_WORKERS, "a number of workers")


def _whole(text: str, most: int, what: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}; use 1 to {most}")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 <= speed < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a speed; use 0 for at once, or a number such as 60")
    return speed
