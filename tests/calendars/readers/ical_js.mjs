// Reads a list of calendars (JSON) with ical.js, the engine of Thunderbird's calendar.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const value = (component, name) => component.getFirstPropertyValue(name)?.toString() ?? "";
const basic = (component, name) => {
  const time = component.getFirstPropertyValue(name);
  return time.convertToZone(ICAL.Timezone.utcTimezone).toICALString();
};

const events = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((event) => ({
    method: value(calendar, "method"),
    uid: value(event, "uid"),
    title: value(event, "summary"),
    text: value(event, "description"),
    starts: basic(event, "dtstart"),
    ends: basic(event, "dtend"),
    status: value(event, "status"),
    transparency: value(event, "transp"),
    categories: value(event, "categories"),
    sequence: event.getFirstPropertyValue("sequence"),
    organiser: value(event, "organizer"),
    guests: event.getAllProperties("attendee").map((guest) => guest.getFirstValue()),
    alarms: event.getAllSubcomponents("valarm").length,
  }));
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(events)));
