import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { executeWell } from './execute.ts';

/**
 * Makes an authority and a certificate for these addresses under `dir`/tls, for a day.
 * Returns the authority's file, for NODE_EXTRA_CA_CERTS.
 */
export async function makeCertificate(
  openssl: string,
  dir: string,
  addresses: readonly string[],
): Promise<string> {
  const cwd = path.join(dir, 'tls');
  await mkdir(cwd);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await executeWell(
    openssl,
    [
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '1',
      '-subj',
      '/CN=lab authority',
    ],
    { cwd },
  );
  await executeWell(
    openssl,
    [
      'req',
      '-new',
      ...key,
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
      '-subj',
      '/CN=resolver.example.test',
    ],
    { cwd },
  );
  const names = addresses.map((address) => `IP:${address}`).join(',');
  await writeFile(path.join(cwd, 'names.ext'), `subjectAltName=DNS:resolver.example.test,${names}\n`);
  const sign = ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '1'];
  await executeWell(openssl, [...sign, '-set_serial', '1', '-extfile', 'names.ext', '-out', 'server.pem'], {
    cwd,
  });
  return path.join(cwd, 'ca.pem');
}
