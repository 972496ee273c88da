import type { Severity, Verdict } from '../model/finding.ts';
import type { ReportOptions } from './reporter.ts';

export type Ink = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold' | 'none';

/** Select Graphic Rendition on and off (ECMA-48 §8.3.117). */
const SGR: Readonly<Record<Exclude<Ink, 'none'>, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  bold: [1, 22],
  dim: [2, 22],
};

export type Paint = (ink: Ink, text: string) => string;

/** Colours text, or leaves it as it is where colour is not wanted. Blank text stays blank. */
export function painter(color: ReportOptions['color']): Paint {
  return (ink, text) => {
    if (color === 'plain' || ink === 'none' || text === '') return text;
    const [on, off] = SGR[ink];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

export const VERDICT_INK: Readonly<Record<Verdict, Ink>> = {
  ready: 'green',
  'not-ready': 'red',
  unknown: 'yellow',
};

export const SEVERITY_INK: Readonly<Record<Severity, Ink>> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
};
