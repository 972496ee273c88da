/** A DNS message, decoded (RFC 1035 §4). The codec is in `encode.ts` and `decode.ts`. */
import type { Name } from '../model/name.ts';

export interface Question {
  readonly name: Name;
  readonly type: number;
  readonly class: number;
}

export interface ResourceRecord {
  readonly owner: Name;
  readonly type: number;
  readonly class: number;
  /** As on the wire, 0…2³²−1. */
  readonly ttl: number;
  /** The RDATA's octets, with compressed names written out. */
  readonly rdata: Uint8Array;
  /** Typed where the program needs the fields. */
  readonly data: RecordData;
}

export type RecordData =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'name'; readonly name: Name }
  | {
      readonly kind: 'soa';
      readonly mname: Name;
      readonly rname: Name;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | {
      readonly kind: 'rrsig';
      readonly covers: number;
      readonly labels: number;
      readonly originalTtl: number;
      readonly expiration: number;
      readonly inception: number;
      readonly signer: Name;
    }
  | { readonly kind: 'opaque' };

export interface Edns {
  readonly udpSize: number;
  readonly extendedRcode: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface Message {
  readonly id: number;
  readonly qr: boolean;
  readonly opcode: number;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
  /** With the extended bits of OPT (RFC 6891 §6.1.3). */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  /** Without OPT. */
  readonly additional: readonly ResourceRecord[];
  readonly edns: Edns | null;
}
