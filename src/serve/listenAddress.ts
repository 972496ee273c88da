import { isIPv6 } from 'node:net';
import { Failure } from '../model/failure.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** This machine only: a page about DNS changes is for those who ask for more. */
const USUAL_HOST = '127.0.0.1';

/** Reads `PORT`, `HOST:PORT` or `[IPv6]:PORT`. Throws Failure (usage). */
export function parseListen(value: string): ListenAddress {
  const [, host, port = ''] = /^(?:(\[[0-9A-Fa-f:.]+\]|[^:[\]]+):)?([0-9]{1,5})$/.exec(value) ?? [];
  const bare = host?.replace(/^\[|\]$/g, '') ?? USUAL_HOST;
  if (port === '' || Number(port) > 65_535 || (host?.startsWith('[') === true && !isIPv6(bare)))
    throw new Failure('usage', `--listen ${value} is neither PORT nor HOST:PORT.`, {
      hint: 'Write --listen 9464 for this machine only, or --listen 0.0.0.0:9464 for every address of it.',
    });
  return { host: bare, port: Number(port) };
}
