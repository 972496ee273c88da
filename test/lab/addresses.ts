/** Where each server of the lab listens, port 53 (docs/lab.md has the same table). */
export const ADDRESSES = {
  root: '127.53.0.1',
  tld: '127.53.0.2',
  primary: '127.53.0.3',
  knot: '127.53.0.4',
  nsd: '127.53.0.5',
  silent: '127.53.0.9',
  unbound: '127.53.1.1',
  bind: '127.53.1.2',
  kresd: '127.53.1.3',
  recursor: '127.53.1.4',
  dnsmasq: '127.53.1.5',
  zonesKnot: '127.53.2.1',
  zonesBind: '127.53.2.2',
} as const;

export type Place = keyof typeof ADDRESSES;
