import type { SecretSource } from '../config/config.ts';
import { readTextFile } from '../files/readTextFile.ts';
import { Failure } from '../model/failure.ts';
import type { Shell } from './shell.ts';

/** No URL and no token is as long. */
const MOST_OCTETS = 65_536;

/** The secret that a variable or a file holds. Rejects with Failure (config) that names the place, never the content. */
export async function secretOf(
  source: SecretSource,
  what: string,
  { env }: Pick<Shell, 'env'>,
): Promise<string> {
  const place = placeOf(source);
  const found = source.kind === 'environment' ? env[source.variable] : await textOf(source.path, what);
  const secret = found?.trim() ?? '';
  if (secret !== '') return secret;
  throw new Failure(
    'config',
    `${place} is to hold ${what}, and it is ${found === undefined ? 'not set' : 'empty'}.`,
    {
      hint:
        source.kind === 'environment'
          ? `Set it where this runs, for example from the secrets of the CI: ${source.variable}=…`
          : 'Write it into the file, readable by this user only.',
    },
  );
}

/** A URL that a variable or a file holds. Rejects with Failure (config) without a part of it. */
export async function secretUrl(source: SecretSource, shell: Pick<Shell, 'env'>): Promise<string> {
  const text = await secretOf(source, 'the URL that messages are posted to', shell);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password)
    throw new Failure('config', `${placeOf(source)} holds a URL with a user's name or password in it.`, {
      hint: 'Requests cannot carry them; use a URL whose path is the secret, or sign the messages.',
    });
  if (url !== undefined && /^https?:$/.test(url.protocol)) return text;
  throw new Failure('config', `${placeOf(source)} holds no URL that begins with https://.`, {
    hint: 'Copy it again, whole and without quotes.',
  });
}

/** A token that a variable or a file holds. Rejects with Failure (config) without a part of it. */
export async function secretToken(source: SecretSource, shell: Pick<Shell, 'env'>): Promise<string> {
  const token = await secretOf(source, "the bot's token", shell);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Failure('config', `${placeOf(source)} holds characters that no token has, such as a space.`, {
    hint: 'Copy it again, whole and without quotes.',
  });
}

/** `The variable NAME`, `The file PATH`: what may be shown. */
export function placeOf(source: SecretSource): string {
  return source.kind === 'environment' ? `The variable ${source.variable}` : `The file ${source.path}`;
}

async function textOf(path: string, what: string): Promise<string> {
  const read = await readTextFile(path, MOST_OCTETS);
  if (read.kind === 'text') return read.text;
  const why = {
    'too-large': () => `it has more than ${MOST_OCTETS} octets`,
    'not-utf8': () => 'it is not UTF-8',
    refused: () => (read.kind === 'refused' ? read.why : ''),
  }[read.kind]();
  throw new Failure('config', `The file ${path} is to hold ${what}, and it cannot be read: ${why}.`, {
    ...(read.kind === 'refused' ? { cause: read.cause } : {}),
  });
}
