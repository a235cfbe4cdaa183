import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority } from './pki.ts';

const authority = async () =>
  CertificateAuthority.load(await CertificateAuthority.create('Alcove test CA', new Date()));

describe('CertificateAuthority', () => {
  it('issues certificates that a TLS client with the authority trusts for the names asked for', async () => {
    const ca = await authority();
    const pair = await ca.issue({ commonName: 'api', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] });
    const server = createServer({ key: pair.privateKeyPem, cert: pair.certificatePem }, (s) =>
      s.end('hello'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: ca.certificatePem });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    server.close();
  });

  it('names the alternative names and nothing else', async () => {
    const pair = await (await authority()).issue({
      commonName: 'x',
      dnsNames: ['a.b'],
      ipAddresses: ['10.0.0.7'],
    });
    const certificate = new X509Certificate(pair.certificatePem);
    expect(certificate.subjectAltName).toBe('DNS:a.b, IP Address:10.0.0.7');
    expect(certificate.ca).toBe(false);
  });

  it('is not trusted by a client with another authority', async () => {
    const pair = await (await authority()).issue({ commonName: 'x', dnsNames: ['localhost'] });
    const other = new X509Certificate((await authority()).certificatePem);
    expect(new X509Certificate(pair.certificatePem).verify(other.publicKey)).toBe(false);
  });
});
