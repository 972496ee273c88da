import { z } from 'zod';
import { instant } from '../model/instant.ts';
import { type Name, parseName } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import { typeCode } from '../model/recordType.ts';

/** A recording is a file, and a file may hold anything: nothing goes to the judge unchecked. */
const name = z
  .string()
  .refine(isCanonical, 'not a name in canonical form')
  .transform((text) => text as Name);
const type = z.string().refine((text) => typeCode(text) !== undefined, 'not a record type');
const at = z.number().int().min(-8.64e15).max(8.64e15).transform(instant);
const uint32 = z.number().int().min(0).max(0xffffffff);
const count = z.number().int().min(0);

const rrset = z.strictObject({
  owner: name,
  type,
  ttl: uint32,
  minTtl: uint32.optional(),
  rdata: z.array(z.string()),
  originalTtl: uint32.optional(),
  wildcard: name.optional(),
  synthesizedFrom: name.optional(),
});

const soa = z.strictObject({ owner: name, ttl: uint32, serial: uint32, minimum: uint32 });

const outcome = z.enum([
  ...['answer', 'nodata', 'nxdomain', 'referral', 'lame', 'refused'],
  ...['servfail', 'error', 'timeout', 'unreachable', 'malformed', 'interrupted'],
] as const);

const answer = z.strictObject({
  vantage: z.enum(['authority', 'parent', 'resolver']),
  server: z.string(),
  address: z.string(),
  transport: z.enum(['udp', 'tcp', 'tls', 'https']),
  zone: name.optional(),
  question: z.strictObject({ name, type }),
  at,
  rttMs: z.number().min(0).nullable(),
  tries: count,
  ignored: count.optional(),
  outcome,
  rcode: z.string().nullable(),
  aa: z.boolean(),
  ra: z.boolean(),
  rrsets: z.array(rrset),
  soa: soa.optional(),
  referral: z.array(rrset).optional(),
  shows: name.optional(),
  detail: z.string().optional(),
  again: z.literal(true).optional(),
});

const zone = z.strictObject({
  apex: name,
  servers: z.array(
    z.strictObject({ name: z.string().transform((t) => t as Name), addresses: z.array(z.string()) }),
  ),
  delegation: z
    .strictObject({
      ttl: uint32,
      servers: z.array(name),
      glue: z.array(rrset),
      signed: z.boolean().nullable(),
    })
    .nullable(),
  noDelegation: z.enum(['not-asked', 'root', 'same-servers', 'unobserved']).optional(),
  soa: soa.nullable(),
});

const circumstance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('no-route'), family: z.enum(['IPv4', 'IPv6']) }),
  z.strictObject({ kind: z.literal('port-53-intercepted') }),
  z.strictObject({ kind: z.literal('doh-used'), resolver: z.string() }),
  z.strictObject({ kind: z.literal('budget-spent'), seconds: z.number() }),
  z.strictObject({ kind: z.literal('interrupted') }),
  z.strictObject({ kind: z.literal('chain-loop'), at: name }),
  z.strictObject({ kind: z.literal('chain-too-long'), limit: z.number() }),
  z.strictObject({ kind: z.literal('zone-not-found'), name, detail: z.string() }),
]);

const observation = z.strictObject({
  target: z.strictObject({
    input: z.string(),
    name,
    types: z.array(type),
    origin: z.strictObject({ file: z.string(), line: count, column: count.optional() }).optional(),
    cutover: z.strictObject({ at, timezone: z.string(), restoreAfter: z.number().optional() }).optional(),
    migration: z.string().optional(),
    create: z.literal(true).optional(),
  }),
  startedAt: at,
  finishedAt: at,
  zone: name.nullable(),
  zones: z.array(zone),
  answers: z.array(answer),
  circumstances: z.array(circumstance),
});

/** An observation out of a recording. Throws Error with the path and the reason of the first thing that is wrong. */
export function readObservation(value: unknown): Observation {
  const read = observation.safeParse(value);
  // exactOptionalPropertyTypes: a key that JSON does not have is absent here too, never `undefined`.
  if (read.success) return read.data as Observation;
  const [issue] = read.error.issues;
  throw new Error(`${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'unreadable'}`);
}

function isCanonical(text: string): boolean {
  try {
    return parseName(text) === text;
  } catch {
    return false;
  }
}
