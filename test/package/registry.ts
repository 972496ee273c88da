/** A package registry with one package, on loopback: what `npm install ttl-check@VERSION` asks for. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the registry tells of the package, from its package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: object;
  readonly engines?: object;
}

export interface Registry extends AsyncDisposable {
  /** For `npm_config_registry`. */
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
}

/** Serves the package that `npm pack` has written, under the name and version of its manifest. */
export async function startRegistry(tarball: string, manifest: Manifest): Promise<Registry> {
  const octets = await readFile(tarball);
  const integrity = `sha512-${createHash('sha512').update(octets).digest('base64')}`;
  const { name, version } = manifest;
  const asked: string[] = [];
  const file = `/${name}/-/${name}-${version}.tgz`;
  const server = createServer((request, response) => {
    const { url = '' } = request;
    asked.push(url);
    if (url === file) response.end(octets);
    else if (url === `/${name}`)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document()));
    else response.writeHead(404).end('{}');
  });

  function document(): object {
    const dist = { integrity, tarball: `${url}${file.slice(1)}` };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    ...{ url, asked },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
