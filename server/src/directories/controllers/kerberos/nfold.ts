/**
 * Stretches or squeezes a string to `length` octets (RFC 3961, section 5.1): copies of it, each rotated 13 bits
 * further to the right, are laid end to end and added up in ones' complement.
 */
export function nfold(input: Buffer, length: number): Buffer {
  const total = leastCommonMultiple(input.length, length);
  const sums = new Array<number>(length).fill(0);
  for (let position = 0; position < total; position++) {
    const copy = Math.floor(position / input.length);
    const index = position % length;
    sums[index] = (sums[index] ?? 0) + rotatedOctet(input, position % input.length, 13 * copy);
  }
  return addEndAroundCarry(sums);
}

/** The octet at `index` of `input` rotated to the right by `bits`. */
function rotatedOctet(input: Buffer, index: number, bits: number): number {
  const size = input.length * 8;
  let octet = 0;
  for (let bit = 0; bit < 8; bit++) {
    const source = (((index * 8 + bit - bits) % size) + size) % size;
    const value = ((input[source >> 3] ?? 0) >> (7 - (source & 7))) & 1;
    octet = (octet << 1) | value;
  }
  return octet;
}

/** Brings every sum under 256, what overflows at the top coming in again at the bottom. */
function addEndAroundCarry(sums: readonly number[]): Buffer {
  const octets = [...sums];
  let carry = 0;
  do {
    for (let index = octets.length - 1; index >= 0; index--) {
      const sum = (octets[index] ?? 0) + carry;
      octets[index] = sum & 0xff;
      carry = sum >> 8;
    }
  } while (carry > 0);
  return Buffer.from(octets);
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a * b) / x;
}
