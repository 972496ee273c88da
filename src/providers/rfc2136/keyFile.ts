import { type TsigKey, tsigKey } from '../../dns/tsig.ts';
import { readTextFile } from '../../files/readTextFile.ts';
import { Failure } from '../../model/failure.ts';
import { BadName, parseName } from '../../model/name.ts';
import type { Rfc2136Settings } from '../../model/providerSettings.ts';

/** What a key file can say; larger ones are something else. */
const MOST_CHARACTERS = 65_536;

/**
 * The TSIG key that the settings point to. Throws Failure (`config`) that says where it was looked for and what is
 * wrong, and never what stands there.
 */
export async function readTsigKey(
  settings: Rfc2136Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TsigKey> {
  const { key, keyName, algorithm } = settings;
  const where = key.kind === 'file' ? key.path : `The environment variable ${key.variable}`;
  const text = key.kind === 'file' ? await readKeyFile(key.path) : environment[key.variable];
  if (text === undefined || text.trim() === '')
    throw new Failure('config', `${where} holds no TSIG key${text === undefined ? ': it is not set' : ''}.`, {
      hint: `Put the key ${keyName} there, in base64${key.kind === 'file' ? ' or as a key file of BIND' : ''}.`,
    });
  if (text.length > MOST_CHARACTERS)
    throw new Failure('config', `${where} is too large for a TSIG key (${text.length} characters).`);
  const secret = /\bkey\b[^{]*\{/.test(text) ? secretOfKeyFile(text, settings, where) : text.trim();
  return tsigKey(keyName, algorithm, octetsOf(secret, where));
}

async function readKeyFile(path: string): Promise<string> {
  const read = await readTextFile(path, MOST_CHARACTERS);
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'too-large':
      throw new Failure(
        'config',
        `${path} is too large for a TSIG key (more than ${MOST_CHARACTERS} octets).`,
      );
    case 'not-utf8':
      throw new Failure('config', `${path}: the TSIG key cannot be read: it is not UTF-8${read.place}.`);
    case 'refused':
      // The cause of a failure to read holds no octets of the file.
      throw new Failure('config', `${path}: the TSIG key cannot be read: ${read.why}.`, {
        cause: read.cause,
      });
  }
}

/** `key "name" { algorithm hmac-sha256; secret "…"; };`, once or more, with the comments that BIND allows. */
function secretOfKeyFile(text: string, { keyName, algorithm }: Rfc2136Settings, where: string): string {
  const bare = text.replaceAll(/("[^"]*")|\/\*[\s\S]*?\*\/|(?:\/\/|#).*/g, '$1');
  const names: string[] = [];
  for (const [, nameText = '', body = ''] of bare.matchAll(/\bkey\s+"?([^\s"{]+)"?\s*\{([^}]*)\}/g)) {
    names.push(nameText);
    if (canonical(nameText) !== keyName) continue;
    const [, stated = ''] = /\balgorithm\s+"?([A-Za-z0-9-]+)\.?"?\s*;/.exec(body) ?? [];
    if (stated.toLowerCase() !== algorithm)
      throw new Failure(
        'config',
        `${where}: the key ${keyName} is for ${stated || 'no algorithm'}, and the configuration says ${algorithm}.`,
        { hint: 'Set "algorithm" of the provider to what the key is for.' },
      );
    const [, quoted, plain] = /\bsecret\s+(?:"([^"]*)"|([^\s;]+))\s*;/.exec(body) ?? [];
    return (quoted ?? plain ?? '').replaceAll(/\s+/g, '');
  }
  throw new Failure(
    'config',
    `${where} has no key ${keyName}; it has ${names.join(', ') || 'none that can be read'}.`,
    { hint: 'Set "keyName" of the provider to the name of the key.' },
  );
}

function canonical(text: string): string | undefined {
  try {
    return parseName(text);
  } catch (error) {
    if (error instanceof BadName) return undefined;
    throw error;
  }
}

function octetsOf(secret: string, where: string): Uint8Array {
  const octets = Buffer.from(secret, 'base64');
  if (octets.length === 0 || octets.toString('base64').replaceAll('=', '') !== secret.replaceAll('=', ''))
    throw new Failure('config', `${where}: the TSIG key is not base64 (RFC 4648 §4).`, {
      hint: 'tsig-keygen makes a key, and BIND key files are read as they are.',
    });
  return octets;
}
