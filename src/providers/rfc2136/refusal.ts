/** Sentences for what a primary, or the way to it, does not do. */
import { RCODE, rcodeName } from '../../dns/rcode.ts';
import type { Trouble } from '../../dns/signedConversation.ts';
import { TSIG_ERROR } from '../../dns/tsig.ts';
import { Failure } from '../../model/failure.ts';
import type { Name } from '../../model/name.ts';
import type { Rfc2136Settings } from '../../model/providerSettings.ts';

/** The primary as people know it: `192.0.2.53`, with the port unless it is 53. */
export function serverText({ server }: Pick<Rfc2136Settings, 'server'>): string {
  if (server.port === 53) return server.address;
  return server.address.includes(':')
    ? `[${server.address}]:${server.port}`
    : `${server.address}:${server.port}`;
}

/** What became of a message that got no good answer, as a sentence and what to do. */
export function troubleText(settings: Rfc2136Settings, trouble: Trouble): { message: string; hint?: string } {
  const server = serverText(settings);
  const { keyName, algorithm } = settings;
  switch (trouble.kind) {
    case 'timeout':
      return {
        message: `${server} did not answer in time by TCP.`,
        hint: 'Check that it is the primary, and that TCP to it is open.',
      };
    case 'unreachable':
      return {
        message: `${server} cannot be talked to by TCP: ${trouble.reason}.`,
        hint: 'Check that it is the primary, and that TCP to it is open.',
      };
    case 'interrupted':
      return { message: `The talk with ${server} was interrupted.` };
    case 'malformed':
      return { message: `${server} sent what cannot be read: ${trouble.reason}.` };
    case 'forged':
      return {
        message: `An answer of ${server} does not prove to come from it: ${trouble.reason}.`,
        hint: `Check that the key ${keyName} is the same on both sides, and both clocks; else somebody is in between.`,
      };
    case 'not-accepted':
      return notAccepted(server, keyName, algorithm, trouble);
  }
}

function notAccepted(
  server: string,
  keyName: Name,
  algorithm: string,
  { error, ahead }: Extract<Trouble, { kind: 'not-accepted' }>,
): { message: string; hint?: string } {
  switch (error) {
    case TSIG_ERROR.BADKEY:
      return {
        message: `${server} does not know the key ${keyName} with ${algorithm} (BADKEY).`,
        hint: 'Check "keyName" and "algorithm" of the provider, and the keys of the server; in Knot an acl of the zone must name it.',
      };
    case TSIG_ERROR.BADSIG:
      return {
        message: `${server} knows the key ${keyName}, and our signature with it is wrong (BADSIG).`,
        hint: 'The secret on this side is not the one of the server: fetch it again.',
      };
    case TSIG_ERROR.BADTIME: {
      const off =
        ahead === undefined
          ? 'by more than 300 s'
          : `by ${Math.abs(ahead)} s: its clock is ${ahead > 0 ? 'ahead' : 'behind'}`;
      return {
        message: `The clocks of this machine and of ${server} differ ${off} (BADTIME).`,
        hint: 'Set the clock that is wrong; 300 s of difference are allowed.',
      };
    }
    default:
      return { message: `${server} did not accept our signature (TSIG error ${error}).` };
  }
}

/** A trouble as Failure. */
export function failureOf(settings: Rfc2136Settings, trouble: Trouble): Failure {
  const { message, hint } = troubleText(settings, trouble);
  return new Failure('provider', message, hint === undefined ? {} : { hint });
}

/**
 * A response code that ends it. `code` is what the server said, where that was another word: Knot calls a key BADKEY
 * that it knows and that no acl of the zone allows this to.
 */
export function refusalOf(
  settings: Rfc2136Settings,
  rcode: number,
  what: 'update' | 'transfer' | 'query',
  code: string = rcodeName(rcode),
): Failure {
  const server = serverText(settings);
  const { zone, keyName } = settings;
  const key = `the key ${keyName}`;
  switch (rcode) {
    case RCODE.REFUSED:
      return new Failure('provider', `${server} refuses ${key} ${DEED[what]} ${zone} (${code}).`, {
        hint: PERMISSION[what],
      });
    case RCODE.NOTAUTH:
      return new Failure('provider', `${server} is no authority for ${zone}, or not for ${key} (NOTAUTH).`, {
        hint: `Check "server" and "zone" of the provider: it must be the primary of ${zone}.`,
      });
    case RCODE.NOTZONE:
      return new Failure('provider', `A name of the ${what} is outside ${zone}, says ${server} (NOTZONE).`, {
        hint: `Check "zone" of the provider: names below a delegation belong to another zone.`,
      });
    case RCODE.NOTIMP:
      return new Failure('provider', `${server} does not do this for ${zone} at all: ${what} (NOTIMP).`, {
        hint: 'Allow dynamic updates of the zone on the primary.',
      });
    default:
      return new Failure(
        'provider',
        `${server} answered the ${what} of ${zone} with ${rcodeName(rcode)}. Its log may say why.`,
      );
  }
}

const DEED = { update: 'to update', transfer: 'to transfer', query: 'to ask about' } as const;

const PERMISSION = {
  update:
    'Allow it on the primary: update-policy (BIND), an acl with "action: update" (Knot), allow-dnsupdate (PowerDNS).',
  transfer: 'Allow it on the primary (allow-transfer in BIND), or name the records of the migration.',
  query: 'Allow queries with this key on the primary.',
} as const;
