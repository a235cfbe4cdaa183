/**
 * MD4 (RFC 1320), broken long ago, but what Windows' hashes of passwords and with them MS-CHAP are made of. Node's
 * OpenSSL has it in a provider alone that is not loaded.
 */

/** The three rounds: their function, constant, order of the words and rotations (RFC 1320, section 3.4). */
const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    rotations: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    rotations: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    rotations: [3, 9, 11, 15],
  },
];

interface Round {
  mix: (x: number, y: number, z: number) => number;
  constant: number;
  order: readonly number[];
  rotations: readonly number[];
}

type State = [number, number, number, number];

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/** The digest, 16 bytes. */
export function md4(message: Buffer): Buffer {
  const padded = pad(message);
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < padded.length; offset += BLOCK_BYTES) {
    const before = state;
    const after = digestBlock(state, padded.subarray(offset, offset + BLOCK_BYTES));
    state = [before[0] + after[0], before[1] + after[1], before[2] + after[2], before[3] + after[3]];
  }
  const digest = Buffer.alloc(16);
  for (const [index, word] of state.entries()) digest.writeUInt32LE(word >>> 0, index * 4);
  return digest;
}

function pad(message: Buffer): Buffer {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = Buffer.alloc(blocks * BLOCK_BYTES);
  message.copy(padded);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - LENGTH_BYTES);
  return padded;
}

function digestBlock(state: State, block: Buffer): State {
  let [a, b, c, d] = state;
  for (const { mix, constant, order, rotations } of rounds) {
    for (const [step, word] of order.entries()) {
      const sum = a + mix(b, c, d) + block.readUInt32LE(word * 4) + constant;
      [a, d, c, b] = [d, c, b, rotateLeft(sum, rotations[step % 4] ?? 0)];
    }
  }
  return [a, b, c, d];
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
