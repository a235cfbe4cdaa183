import { describe, expect, it } from 'vitest';
import { stringToKey } from './stringToKey.ts';

interface Vector {
  iterations: number;
  password: string;
  salt: Buffer | string;
  key128: string;
  key256: string;
}

// RFC 3962, appendix B
const vectors: Vector[] = [
  {
    iterations: 1,
    password: 'password',
    salt: 'ATHENA.MIT.EDUraeburn',
    key128: '42263c6e89f4fc28b8df68ee09799f15',
    key256: 'fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161',
  },
  {
    iterations: 2,
    password: 'password',
    salt: 'ATHENA.MIT.EDUraeburn',
    key128: 'c651bf29e2300ac27fa469d693bdda13',
    key256: 'a2e16d16b36069c135d5e9d2e25f896102685618b95914b467c67622225824ff',
  },
  {
    iterations: 1200,
    password: 'password',
    salt: 'ATHENA.MIT.EDUraeburn',
    key128: '4c01cd46d632d01e6dbe230a01ed642a',
    key256: '55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a',
  },
  {
    iterations: 5,
    password: 'password',
    salt: Buffer.from('1234567878563412', 'hex'),
    key128: 'e9b23d52273747dd5c35cb55be619d8e',
    key256: '97a4e786be20d81a382d5ebc96d5909cabcdadc87ca48f574504159f16c36e31',
  },
  {
    iterations: 1200,
    password: 'X'.repeat(64),
    salt: 'pass phrase equals block size',
    key128: '59d1bb789a828b1aa54ef9c2883f69ed',
    key256: '89adee3608db8bc71f1bfbfe459486b05618b70cbae22092534e56c553ba4b34',
  },
  {
    iterations: 1200,
    password: 'X'.repeat(65),
    salt: 'pass phrase exceeds block size',
    key128: 'cb8005dc5f90179a7f02104c0018751d',
    key256: 'd78c5c9cb872a8c9dad4697f0bb5b2d21496c82beb2caeda2112fceea057401b',
  },
  {
    iterations: 50,
    password: '\u{1d11e}',
    salt: 'EXAMPLE.COMpianist',
    key128: 'f149c1f2e154a73452d43e7fe62a56e5',
    key256: '4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e',
  },
];

describe('stringToKey', () => {
  it.each(vectors)(
    '$iterations iterations with salt $salt',
    ({ iterations, password, salt, key128, key256 }) => {
      expect(stringToKey(password, salt, 128, iterations).toString('hex')).toBe(key128);
      expect(stringToKey(password, salt, 256, iterations).toString('hex')).toBe(key256);
    },
  );
});
