import type { Unreachable } from './transport.ts';

/** This machine cannot send there at all, whatever the server does. */
const NO_ROUTE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the server reset the connection',
  EPIPE: 'the server closed the connection',
  ETIMEDOUT: 'no connection within the time that the system allows',
  ENETUNREACH: 'no route to this network',
  EHOSTUNREACH: 'no route to this host',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'this machine has no address of this family',
  EAFNOSUPPORT: 'this machine does not support this address family',
  EACCES: 'this machine does not permit it',
  EPERM: 'this machine does not permit it',
  EMFILE: 'too many files are open in this process',
  ENFILE: 'too many files are open on this machine',
  ENOTFOUND: 'the host name does not exist',
  EAI_AGAIN: 'the host name could not be looked up',
};

/** Certificates and protocols do not change between two tries. */
const LASTING: { readonly [code: string]: string } = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate comes from an authority that is not trusted here',
  CERT_UNTRUSTED: 'the certificate comes from an authority that is not trusted here',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_REVOKED: 'the certificate is revoked',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'the server does not speak the protocol asked for',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server speaks no version of TLS from 1.2 on',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server speaks no version of TLS from 1.2 on',
};

/** The names on a foreign certificate may be hundreds. */
const MOST_CHARACTERS = 200;

/** An error of a socket as an outcome, in words. */
export function unreachable(error: unknown): Unreachable {
  const code = codeOf(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return lasting(`the certificate is for ${namesOn(error)}`);
  const words = LASTING[code];
  if (words !== undefined) return lasting(words);
  const reason = WORDS[code] ?? shortened(error instanceof Error ? error.message : String(error));
  const noRoute = NO_ROUTE.has(code);
  return { kind: 'unreachable', reason, noRoute, retry: !noRoute };
}

/** A failure that another try would meet again. */
export function lasting(reason: string): Unreachable {
  return { kind: 'unreachable', reason, noRoute: false, retry: false };
}

/** A failure that may pass. */
export function passing(reason: string): Unreachable {
  return { kind: 'unreachable', reason, noRoute: false, retry: true };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return String(error.code);
}

function namesOn(error: unknown): string {
  const cert = typeof error === 'object' && error !== null && 'cert' in error ? error.cert : undefined;
  const names =
    typeof cert === 'object' && cert !== null && 'subjectaltname' in cert ? cert.subjectaltname : '';
  if (typeof names !== 'string' || names === '') return 'no name at all';
  return `other names: ${shortened(names.replaceAll(/\b(DNS|IP Address):/g, ''))}`;
}

/** Text of the other side: short, on one line. */
export function shortened(text: string): string {
  const line = text.replaceAll(/[\x00-\x1f\x7f-\x9f]+/g, ' ');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
