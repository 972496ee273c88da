/**
 * Lines of JSON that differ in a name, addresses and round trips only: written once, by the reporter itself, with a
 * mark in each place that differs; after that the places are filled in.
 */
import type { Lookalike, OwnAnswer } from '../model/lookalike.ts';
import type { Name } from '../model/name.ts';
import type { TargetReport } from '../model/report.ts';
import { type Retelling, reportOf } from '../model/retelling.ts';
import type { Origin, Target } from '../model/target.ts';
import { forJson } from './escape.ts';

export interface LineTemplates {
  /** The same text as `line(reportOf(retelling))`. */
  fill(retelling: Retelling): string;
}

/** What stands in a place that differs. */
type Place =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'input' | 'name' | 'file' | 'line' | 'column' }
  | { readonly kind: 'rdata' | 'rtt'; readonly answer: number };

/** U+0001 is written out in every text that a report takes from elsewhere, so that no report has these by itself. */
const MARK = { input: '\u0001input', name: '\u0001name', file: '\u0001file', rdata: '\u0001rdata' } as const;
/** No line of a list has such a number, and no round trip takes so many milliseconds. */
const FIRST_NUMBER = 2 ** 52 + 1;
const LINE = FIRST_NUMBER;
const COLUMN = FIRST_NUMBER + 1;
const FIRST_RTT = FIRST_NUMBER + 2;

const MARKS = /"\\u0001input"|\\u0001name|"\\u0001file"|\["\\u0001rdata([0-9]+)"\]|(45035996273[0-9]{5})/g;

/** `line` makes the text of a whole report. */
export function createLineTemplates(line: (report: TargetReport) => string): LineTemplates {
  const made = new WeakMap<TargetReport, Map<string, readonly Place[]>>();
  let file = { name: '', json: '""' };

  function placesOf({ report, lookalike }: Retelling): readonly Place[] {
    const { origin } = lookalike.target;
    const kind = origin === undefined ? 'none' : origin.column === undefined ? 'line' : 'column';
    const known = made.get(report)?.get(kind);
    if (known !== undefined) return known;
    const places = placesIn(line(reportOf({ report, lookalike: marked(lookalike) })));
    made.set(report, new Map(made.get(report)).set(kind, places));
    return places;
  }

  function fileText({ file: name }: Origin): string {
    if (file.name !== name) file = { name, json: json(name) };
    return file.json;
  }

  function fill(retelling: Retelling): string {
    const { target, answers } = retelling.lookalike;
    const { name, input, origin } = target;
    let text = '';
    for (const place of placesOf(retelling)) {
      switch (place.kind) {
        case 'text':
          text += place.text;
          break;
        case 'name':
          text += name;
          break;
        case 'input':
          text += isNameAsTyped(input, name) ? `"${input}"` : json(input);
          break;
        case 'rdata':
          text += addresses(answers[place.answer]);
          break;
        case 'rtt':
          text += answers[place.answer]?.rttMs;
          break;
        case 'file':
          text += origin === undefined ? '' : fileText(origin);
          break;
        default:
          text += origin?.[place.kind];
      }
    }
    return text;
  }

  return { fill };
}

/** A lookalike with a mark in each place that differs. */
function marked(lookalike: Lookalike): Lookalike {
  const { origin } = lookalike.target;
  const target: Target = {
    ...lookalike.target,
    ...{ input: MARK.input, name: MARK.name as Name },
    ...(origin === undefined
      ? {}
      : {
          origin: {
            ...{ file: MARK.file, line: LINE },
            ...(origin.column === undefined ? {} : { column: COLUMN }),
          },
        }),
  };
  const answers = lookalike.answers.map((answer, i) => ({
    ...answer,
    ...{ rttMs: FIRST_RTT + i, rdata: [`${MARK.rdata}${i}`] },
  }));
  return { ...lookalike, target, answers };
}

function placesIn(text: string): readonly Place[] {
  const places: Place[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const [mark, rdata, number] = match;
    if (match.index > end) places.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + mark.length;
    if (rdata !== undefined) places.push({ kind: 'rdata', answer: Number(rdata) });
    else if (number !== undefined) places.push(numberPlace(Number(number)));
    else places.push({ kind: mark.includes('input') ? 'input' : mark.includes('file') ? 'file' : 'name' });
  }
  if (end < text.length) places.push({ kind: 'text', text: text.slice(end) });
  return places;
}

function numberPlace(number: number): Place {
  if (number === LINE) return { kind: 'line' };
  return number === COLUMN ? { kind: 'column' } : { kind: 'rtt', answer: number - FIRST_RTT };
}

/** Lookalikes have plain names, so that what was typed is harmless where it is the same. */
function isNameAsTyped(input: string, name: Name): boolean {
  return input === name || (input.length + 1 === name.length && name.startsWith(input));
}

/** Addresses have no character that JSON would escape. */
function addresses(answer: OwnAnswer | undefined): string {
  const rdata = answer?.rdata ?? [];
  return rdata.length === 1 ? `["${rdata[0]}"]` : JSON.stringify(rdata);
}

function json(text: string): string {
  return forJson(JSON.stringify(text));
}
