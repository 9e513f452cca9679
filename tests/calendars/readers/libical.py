"""Reads a list of calendars (JSON) with libical, which GNOME and Evolution use; for the Python of the machine."""

import json
import sys

import gi  # type: ignore[import-not-found]

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # type: ignore[import-not-found]  # noqa: E402

KIND, NAME = ICalGLib.ComponentKind, ICalGLib.PropertyKind


def events(text):
    calendar = ICalGLib.Component.new_from_string(text)
    found = []
    event = calendar.get_first_component(KIND.VEVENT_COMPONENT)
    while event:
        found.append(
            {
                "method": value(calendar, NAME.METHOD_PROPERTY),
                "uid": event.get_uid(),
                "title": event.get_summary(),
                "text": event.get_description() or "",
                "starts": event.get_dtstart().as_ical_string(),
                "ends": event.get_dtend().as_ical_string(),
                "status": value(event, NAME.STATUS_PROPERTY),
                "transparency": value(event, NAME.TRANSP_PROPERTY),
                "categories": value(event, NAME.CATEGORIES_PROPERTY),
                "sequence": event.get_sequence(),
                "organiser": value(event, NAME.ORGANIZER_PROPERTY),
                "guests": [value(event, NAME.ATTENDEE_PROPERTY)] if value(event, NAME.ATTENDEE_PROPERTY) else [],
                "alarms": event.count_components(KIND.VALARM_COMPONENT),
            }
        )
        event = calendar.get_next_component(KIND.VEVENT_COMPONENT)
    return found


def value(component, kind):
    found = component.get_first_property(kind)
    return found.get_value_as_string() if found else ""


json.dump([events(text) for text in json.load(sys.stdin)], sys.stdout)
