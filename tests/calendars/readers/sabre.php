<?php
// Reads a list of calendars (JSON) with sabre/vobject, which Nextcloud and ownCloud use.
require '/usr/share/php/Sabre/VObject/autoload.php';

function basic($property) {
    $moment = $property->getDateTime();
    return $moment->setTimezone(new DateTimeZone('UTC'))->format('Ymd\THis\Z');
}

// Debian's release hands text out with its commas and semicolons still escaped.
function text($property) {
    return strtr((string) $property, ['\\,' => ',', '\\;' => ';']);
}

$read = [];
foreach (json_decode(stream_get_contents(STDIN)) as $text) {
    $calendar = Sabre\VObject\Reader::read($text);
    $events = [];
    foreach ($calendar->VEVENT ?: [] as $event) {
        $guests = [];
        foreach ($event->ATTENDEE ?: [] as $guest) {
            $guests[] = (string) $guest;
        }
        $events[] = [
            'method' => (string) $calendar->METHOD,
            'uid' => (string) $event->UID,
            'title' => text($event->SUMMARY),
            'text' => text($event->DESCRIPTION),
            'starts' => basic($event->DTSTART),
            'ends' => basic($event->DTEND),
            'status' => (string) $event->STATUS,
            'transparency' => (string) $event->TRANSP,
            'categories' => (string) $event->CATEGORIES,
            'sequence' => (int) (string) $event->SEQUENCE,
            'organiser' => (string) $event->ORGANIZER,
            'guests' => $guests,
            'alarms' => count($event->VALARM ?: []),
        ];
    }
    $read[] = $events;
}
echo json_encode($read);
