import { z } from 'zod';
import type { Name } from '../../model/name.ts';
import type { TsigAlgorithm, UpdateLock } from '../../model/providerSettings.ts';
import { addressAndPort, environmentVariable, nameValue, text } from './values.ts';

/** A provider as the file has it, paths not yet resolved. */
export type ProviderInput =
  | {
      readonly type: 'route53';
      readonly zoneId?: string;
      readonly profile?: string;
      readonly region?: string;
      readonly endpoint?: string;
    }
  | {
      readonly type: 'rfc2136';
      readonly server: { readonly address: string; readonly port: number };
      readonly zone: Name;
      readonly keyName: Name;
      readonly algorithm: TsigAlgorithm;
      readonly keyFile?: string;
      readonly keyEnv?: string;
      readonly lock?: UpdateLock;
    };

const ZONE_ID_ALLOWED = 'the id of a hosted zone such as Z0123456789EXAMPLE';

const route53 = z.strictObject({
  type: z.literal('route53'),
  zoneId: z
    .string({ error: ZONE_ID_ALLOWED })
    .regex(/^(?:\/hostedzone\/)?Z[A-Z0-9]{1,31}$/, { error: ZONE_ID_ALLOWED })
    .transform((zoneId) => zoneId.replace('/hostedzone/', ''))
    .meta({ description: 'Found by the name of the zone and its delegation unless given.' })
    .exactOptional(),
  profile: text('a profile of the AWS configuration').exactOptional(),
  region: text('an AWS region such as us-east-1').exactOptional(),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'a URL' })
    .meta({ description: 'In place of AWS, for tests.' })
    .exactOptional(),
});

const rfc2136 = z
  .strictObject({
    type: z.literal('rfc2136'),
    server: addressAndPort.meta({
      description: 'The primary that takes updates: address, or address and port.',
    }),
    zone: nameValue,
    keyName: nameValue.meta({ description: 'The name of the TSIG key.' }),
    algorithm: z
      .enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'])
      .default('hmac-sha256')
      .meta({ description: 'Of the TSIG key.' }),
    keyFile: text('the path of a file')
      .meta({ description: 'A file that holds the key; relative to this file.' })
      .exactOptional(),
    keyEnv: environmentVariable
      .meta({ description: 'The environment variable that holds the key in base64.' })
      .exactOptional(),
    lock: z
      .enum(['soa-with-serial', 'soa', 'data'])
      .meta({ description: 'What makes an update fail when somebody was faster.' })
      .exactOptional(),
  })
  .refine((provider) => (provider.keyFile === undefined) !== (provider.keyEnv === undefined), {
    error: 'it needs exactly one of keyFile and keyEnv',
  });

export const providerSchema: z.ZodType<ProviderInput, unknown> = z.discriminatedUnion('type', [
  route53,
  rfc2136,
]);
