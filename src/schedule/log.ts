import pino from 'pino';
import type { LogLevel } from '../model/logLevel.ts';
import { forJson, forTerminal } from '../report/escape.ts';
import type { LogLine } from './logLine.ts';

export interface LogOptions {
  readonly stream: { write(text: string): unknown };
  /** Lines below are left out. */
  readonly level: LogLevel;
  /** `json`: one object a line, for machines; `text`: for somebody who looks on. */
  readonly format: 'json' | 'text';
}

/** Writes a line to the log. Whatever came from the network or a file is escaped. */
export type Log = (line: LogLine) => void;

export function createLog({ stream, level, format }: LogOptions): Log {
  const logger = pino(
    {
      ...{ level, base: null, timestamp: false, messageKey: 'message' },
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line: string) =>
        void stream.write(format === 'json' ? `${forJson(line.trimEnd())}\n` : textOf(line)),
    },
  );
  return ({ level: of, at, message, fields }) =>
    logger[of]({ time: new Date(at).toISOString(), ...fields }, message);
}

function textOf(line: string): string {
  const { time, level, message }: Record<string, string> = JSON.parse(line);
  return `${time} ${level?.padEnd(5)} ${forTerminal(message ?? '')}\n`;
}
