/** iCalendar content lines (RFC 5545). */
import { forTerminal } from '../escape.ts';

/** One event; instants are milliseconds UTC. */
export interface CalendarEvent {
  /** Stable over runs, so that a calendar that reads the file again moves the entry instead of doubling it. */
  readonly uid: string;
  readonly start: number;
  readonly minutes: number;
  readonly summary: string;
  readonly description: string;
}

/** A calendar with CRLF line ends, lines folded at 75 octets. `stamp` is the DTSTAMP of all events. */
export function calendarText(events: readonly CalendarEvent[], stamp: number, product: string): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//${escaped(product)}//EN`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${escaped(event.uid)}`,
      `DTSTAMP:${utc(stamp)}`,
      `DTSTART:${utc(event.start)}`,
      `DURATION:PT${event.minutes}M`,
      `SUMMARY:${escaped(event.summary)}`,
      `DESCRIPTION:${escaped(event.description)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** RFC 5545 §3.3.5, form 2: UTC, whole seconds. */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** RFC 5545 §3.3.11. Control characters have no place in a text there, and invisible ones would show what is not there. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map(forTerminal)
    .join('\n')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** RFC 5545 §3.1: at most 75 octets a line without its end; the next begins with a space. Characters stay whole. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > 75) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += char;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}
