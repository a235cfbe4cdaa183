import { beforeAll, describe, expect, it } from 'vitest';
import {
  digitalSignature,
  keyAgreement,
  type TestCertificate,
  type TestCertificateRequest,
  testCertificate,
} from '../../base/testingCertificates.ts';
import { checkDevice } from './deviceCertificates.ts';

const now = new Date('2026-11-21T12:00:00Z');
const CLIENT = '1.3.6.1.5.5.7.3.2';
const SERVER = '1.3.6.1.5.5.7.3.1';

let root: TestCertificate;
let middle: TestCertificate;
let low: TestCertificate;

beforeAll(async () => {
  root = await authority('Root');
  middle = await authority('Middle', root);
  low = await authority('Low', middle);
});

function authority(commonName: string, issuer?: TestCertificate, more: TestCertificateRequest = {}) {
  return testCertificate({ commonName, authority: true, ...(issuer && { issuer }), ...more });
}

const device = (issuer: TestCertificate, more: TestCertificateRequest = {}) =>
  testCertificate({ commonName: 'laptop-7', issuer, ...more });

const check = (chain: TestCertificate[], roots = [root], at = now) =>
  checkDevice(
    chain.map(({ der }) => der),
    roots.map(({ certificatePem }) => certificatePem),
    at,
  );

const refusal = (chain: TestCertificate[], roots?: TestCertificate[], at?: Date) => {
  const result = check(chain, roots, at);
  return 'reason' in result ? result.reason : 'trusted';
};

const UNKNOWN = 'the certificate does not chain up to a root of the directory';

describe('a device is trusted', () => {
  it('with a certificate under one of the roots, which is named', async () => {
    const other = await authority('Other root');
    const result = check([await device(root)], [other, root]);
    expect(result).toMatchObject({ proof: { root: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(refusal([await device(other)], [root, other])).toBe('trusted');
  });

  it('with a chain of four, in whatever order and with whatever else it is sent', async () => {
    const other = await authority('Other root');
    const leaf = await device(low, { extendedKeyUsage: [SERVER, CLIENT] });
    expect(refusal([leaf, low, middle])).toBe('trusted');
    expect(refusal([leaf, root, other, middle, low])).toBe('trusted');
  });

  it('when an authority was certified twice, by the one that leads to the root', async () => {
    const lookalike = await authority('Middle', await authority('Other root'));
    expect(refusal([await device(middle), lookalike, middle])).toBe('trusted');
  });
});

describe('a device is refused', () => {
  it('without a certificate, and with nonsense', () => {
    expect(refusal([])).toBe('the client showed no certificate');
    expect(checkDevice([Buffer.from('nonsense')], [root.certificatePem], now)).toEqual({
      reason: 'the certificate cannot be read',
    });
  });

  it('under another root, also one of the same name', async () => {
    const impostor = await authority('Root');
    expect(refusal([await device(impostor)])).toBe(UNKNOWN);
    expect(refusal([await device(impostor), impostor])).toBe(UNKNOWN);
    expect(refusal([await device(root)], [])).toBe(UNKNOWN);
  });

  it('with a certificate that signs itself', async () => {
    expect(refusal([await testCertificate({ commonName: 'Root' })])).toBe(UNKNOWN);
  });

  it('where what lies between is missing', async () => {
    expect(refusal([await device(low), low])).toBe(UNKNOWN);
  });

  it('with a chain of five', async () => {
    const lowest = await authority('Lowest', low);
    expect(refusal([await device(lowest), lowest, low, middle])).toBe(UNKNOWN);
  });

  it('under a certificate that is no authority, or may not sign, or not so deep', async () => {
    const plain = await device(root, { commonName: 'Plain' });
    expect(refusal([await device(plain), plain])).toBe(UNKNOWN);
    const mute = await authority('Mute', root, { keyUsage: digitalSignature });
    expect(refusal([await device(mute), mute])).toBe(UNKNOWN);
    const shallow = await authority('Shallow', undefined, { pathLength: 0 });
    const deep = await authority('Deep', shallow);
    expect(refusal([await device(shallow)], [shallow])).toBe('trusted');
    expect(refusal([await device(deep), deep], [shallow])).toBe(UNKNOWN);
  });

  const defects: [string, TestCertificateRequest, string][] = [
    ['no common name', {}, 'the certificate has no common name'],
    [
      'no key usage',
      { commonName: 'x', keyUsage: 0 },
      'the key usage of the certificate lacks digitalSignature',
    ],
    [
      'another key usage',
      { commonName: 'x', keyUsage: keyAgreement },
      'the key usage of the certificate lacks digitalSignature',
    ],
    [
      'another purpose',
      { commonName: 'x', extendedKeyUsage: [SERVER] },
      'the certificate is not for client authentication',
    ],
    ['SHA-1', { commonName: 'x', hash: 'SHA-1' }, 'the certificate is signed with MD5 or SHA-1'],
    [
      'a critical extension that is not known',
      { commonName: 'x', criticalExtension: '1.2.3.4' },
      'the certificate has a critical extension that is not known: 1.2.3.4',
    ],
  ];
  it.each(defects)('with %s', async (_what, request, reason) => {
    expect(refusal([await testCertificate({ ...request, issuer: root })])).toBe(reason);
  });

  it('before and after its time, and before and after that of any above it', async () => {
    const early = new Date('2019-01-01T00:00:00Z');
    const leaf = await device(root, { notAfter: new Date('2026-11-21T11:59:59Z') });
    expect(refusal([leaf])).toBe('the certificate has expired');
    expect(refusal([leaf], [root], early)).toBe('the certificate is not valid yet');
    const over = { notAfter: new Date('2026-01-01T00:00:00Z') };
    const oldMiddle = await authority('Old', root, over);
    expect(refusal([await device(oldMiddle), oldMiddle])).toBe(UNKNOWN);
    const oldRoot = await authority('Old root', undefined, over);
    expect(refusal([await device(oldRoot)], [oldRoot])).toBe(UNKNOWN);
  });
});
