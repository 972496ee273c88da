/** What the AWS client throws, as sentences that say what to do. No secret, no signature, no raw response in them. */
import { Failure } from '../../model/failure.ts';

/** What was being asked: the action as IAM names it, and what it was about. */
export interface Asked {
  readonly action: string;
  readonly about: string;
  readonly endpoint: string;
  readonly profile?: string;
}

/** The little that is read of an error of the SDK. */
export interface SdkError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly messages?: readonly string[];
  readonly status?: number;
  readonly requestId?: string;
  readonly attempts?: number;
}

/** Codes of Route 53 and of STS by what they mean for the user ("Common errors" of the API references). */
const NO_CREDENTIALS: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ProviderError',
  'MissingAuthenticationToken',
]);
const EXPIRED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired',
]);
const REFUSED_KEY: ReadonlySet<string> = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'AuthFailure',
  'InvalidAccessKeyId',
]);
const DENIED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorizedException',
  'OptInRequired',
]);
const THROTTLED: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
]);
/** Nothing was sent: there was no connection. */
const UNCONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What an error of the SDK says, as far as it is of use. */
export function sdkError(error: unknown): SdkError {
  if (typeof error !== 'object' || error === null) return { name: 'Unknown', message: String(error) };
  const { name, code, message, messages, $metadata } = error as Record<string, unknown>;
  const { httpStatusCode, requestId, attempts } = ($metadata ?? {}) as Record<string, unknown>;
  return {
    name: typeof name === 'string' ? name : 'Unknown',
    ...(typeof code === 'string' ? { code } : {}),
    message: typeof message === 'string' ? message : '',
    ...(Array.isArray(messages) ? { messages: messages.map(String) } : {}),
    ...(typeof httpStatusCode === 'number' ? { status: httpStatusCode } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof attempts === 'number' ? { attempts } : {}),
  };
}

/** Whether a request that ended so may have been carried out all the same. */
export function mayHaveBeenTaken(error: SdkError): boolean {
  if (error.status !== undefined) return error.status >= 500 || error.status < 400;
  if (error.code !== undefined && UNCONNECTED.has(error.code)) return false;
  // The connection was never made, or no credentials were found to sign with: nothing was sent.
  if (/establish\w* a connection/i.test(error.message)) return false;
  return !NO_CREDENTIALS.has(error.name) && !error.name.startsWith('CredentialsProvider');
}

/** The failure for the user. */
export function failureOf(error: SdkError, asked: Asked): Failure {
  const { sentence, hint } = explained(error, asked);
  return new Failure('provider', sentence, { hint, cause: causeOf(error) });
}

/** Enough for a question to AWS; the SDK's own error holds the request with its signature and token. */
function causeOf({ name, code, status, requestId }: SdkError): Error {
  const parts = [name, code, status && `HTTP ${status}`, requestId && `request ${requestId}`];
  return new Error(plainText(parts.filter(Boolean).join(', ')));
}

function explained(error: SdkError, asked: Asked): { sentence: string; hint: string } {
  const { name, status } = error;
  const { action, about, endpoint } = asked;
  const profile = asked.profile === undefined ? '' : ` of the profile ${asked.profile}`;
  const tries = (error.attempts ?? 1) > 1 ? ` after ${error.attempts} tries` : '';
  if (
    name === 'TokenProviderError' ||
    (NO_CREDENTIALS.has(name) && /\bSSO\b|\btoken\b.*\bexpired\b/i.test(error.message))
  )
    return {
      sentence: `The AWS session${profile} for ${about} is not valid any more.`,
      hint: 'Log in again (aws sso login), then repeat the command.',
    };
  if (NO_CREDENTIALS.has(name))
    return {
      sentence: `No AWS credentials${profile} were found for ${about}.`,
      hint: 'Set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role, as for the aws command.',
    };
  if (EXPIRED.has(name))
    return {
      sentence: `The AWS credentials${profile} for ${about} have expired.`,
      hint: 'Get new ones (aws sso login, or the role again), then repeat the command.',
    };
  if (REFUSED_KEY.has(name))
    return {
      sentence: `AWS does not know the credentials${profile} used for ${about} (${name}).`,
      hint: 'Check the access key and its secret, the clock of this machine, and that the endpoint is the right one.',
    };
  if (DENIED.has(name))
    return {
      sentence: `The AWS credentials${profile} do not allow ${action}, which is needed for ${about}.`,
      hint: `Allow ${action} in the IAM policy; ttl-check plan --iam prints the least one.`,
    };
  if (name === 'NoSuchHostedZone')
    return {
      sentence: `Route 53 has no such zone: ${about}.`,
      hint: 'Check zoneId in the configuration, and that the credentials are of the account that holds the zone.',
    };
  if (name === 'NoSuchChange')
    return {
      sentence: `Route 53 does not know that change: ${about}.`,
      hint: 'Ask the authoritative servers instead.',
    };
  if (THROTTLED.has(name) || status === 429)
    return {
      sentence: `Route 53 throttles the account; ${about} was refused${tries}.`,
      hint: 'Something else uses up the requests of this account. Repeat the command later; nothing is lost.',
    };
  if (name === 'PriorRequestNotComplete')
    return {
      sentence: `Route 53 is still busy with an earlier change of the zone; ${about} was refused${tries}.`,
      hint: 'Something else changes the zone at this moment. Repeat the command later; nothing is lost.',
    };
  if (name === 'AbortError')
    return {
      sentence: `${about} was interrupted.`,
      hint: 'Repeat the command; it goes on from what it finds.',
    };
  if (status !== undefined && status >= 500)
    return {
      sentence: `Route 53 failed with HTTP ${status} at ${about}${tries}.`,
      hint: 'Repeat the command later; it goes on from what it finds.',
    };
  if (status === undefined)
    return {
      sentence: `${endpoint} could not be reached for ${about}${tries} (${error.code ?? name}).`,
      hint: 'Check the network, and AWS_ENDPOINT_URL or the endpoint in the configuration.',
    };
  if (name === 'InvalidChangeBatch' || name === 'InvalidInput')
    return {
      sentence: `Route 53 refuses ${about}: ${messagesOf(error).map(plainText).join(' ')}`,
      hint: /protect/i.test(messagesOf(error).join(' '))
        ? 'Somebody protected the record from changes. Remove the protection if that is meant.'
        : 'Nothing was changed. Change the TTL where the record is managed, or leave it out of the migration.',
    };
  return {
    sentence: `${endpoint} gave no answer of Route 53 to ${about} (${plainText(name)}, HTTP ${status}).`,
    hint: 'Check AWS_ENDPOINT_URL or the endpoint in the configuration.',
  };
}

/** What is wrong with a batch, one sentence each: in a list of its own, or within brackets in the message. */
export function messagesOf({ message, messages }: SdkError): readonly string[] {
  if (messages !== undefined && messages.length > 0) return messages;
  return message.replace(/^\[(.*)\]$/s, '$1').split(/, (?=Tried to |RRSet )/);
}

/** The longest text of the network that goes into a sentence. */
const MAX_TEXT = 500;

/** Text from the network, fit for a sentence: no control characters, not endless. */
export function plainText(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT)}…` : plain;
}
