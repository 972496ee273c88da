/**
 * The part of the AWS client that is used. Only `client.ts` loads this, by `import()`: the client is far heavier
 * than the rest of the program. It stands in a file of its own so that the bundle has these parts and no others.
 */
export {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
