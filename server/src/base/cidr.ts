import { Address4 } from 'ip-address';

/**
 * An IPv4 network. Arithmetic is ip-address's; this type keeps what rules ask of it in one place,
 * so that IPv6 joins here and nowhere else.
 */
export class Cidr {
  readonly #address: Address4;

  private constructor(address: Address4) {
    this.#address = address;
  }

  /**
   * Reads `a.b.c.d/n`; undefined where the text is not that (no leading zeros, no missing prefix).
   * Host bits may be set: see {@link isCanonical}.
   */
  static parse(text: string): Cidr | undefined {
    if (!text.includes('/') || !Address4.isValid(text)) return undefined;
    return new Cidr(new Address4(text));
  }

  /** Reads what is known to be well-formed, such as a column of the database. */
  static of(text: string): Cidr {
    const cidr = Cidr.parse(text);
    if (cidr === undefined) throw new Error(`'${text}' is not an IPv4 CIDR block.`);
    return cidr;
  }

  get prefixLength(): number {
    return this.#address.subnetMask;
  }

  /** How many addresses the network has, the first and the last included. */
  get size(): number {
    return 2 ** (32 - this.prefixLength);
  }

  /** Whether no host bit is set: `10.0.0.0/16` is canonical, `10.0.0.1/16` is not. */
  get isCanonical(): boolean {
    return this.#address.correctForm() === this.#address.startAddress().correctForm();
  }

  /** The same network with its host bits cleared. */
  get canonical(): Cidr {
    return new Cidr(new Address4(this.#address.networkForm()));
  }

  /** The address at `offset` from the start, or from the end (-1 is the last) where it is negative. */
  at(offset: number): string {
    const from =
      offset < 0
        ? this.#address.endAddress().offset(offset + 1)
        : this.#address.startAddress().offset(offset);
    return from.correctForm();
  }

  /** Whether every address of `other` is also in this network. */
  contains(other: Cidr): boolean {
    return other.#address.isInSubnet(this.#address);
  }

  containsAddress(address: string): boolean {
    return Address4.isValid(address) && new Address4(address).isInSubnet(this.#address);
  }

  overlaps(other: Cidr): boolean {
    return this.contains(other) || other.contains(this);
  }

  toString(): string {
    return `${this.#address.correctForm()}/${this.prefixLength}`;
  }
}

/** Whether `text` is one IPv4 address in dotted decimals. */
export function isIpv4Address(text: string): boolean {
  return !text.includes('/') && Address4.isValid(text);
}
