// Reads a list of calendars (JSON) with node-ical, which home automation and display boards use.
import { readFileSync } from "node:fs";
import ical from "node-ical";

const list = (value) => (value === undefined ? [] : [value].flat());
const plain = (value) => value?.val ?? value ?? "";
const basic = (moment) => moment.toISOString().replace(/[-:]|\.000/g, "");

const events = (text) => {
  const calendar = Object.values(ical.sync.parseICS(text));
  const head = calendar.find((part) => part.type === "VCALENDAR");
  return calendar.filter((part) => part.type === "VEVENT").map((event) => ({
    method: head?.method ?? "",
    uid: event.uid,
    title: plain(event.summary),
    text: plain(event.description),
    starts: basic(event.start),
    ends: basic(event.end),
    status: event.status,
    transparency: event.transparency,
    categories: list(event.categories).join(","),
    sequence: Number(event.sequence),
    organiser: plain(event.organizer),
    guests: list(event.attendee).map(plain),
    alarms: list(event.alarms).length,
  }));
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(events)));
