/** A message that cannot be read. `exchange` turns it into the value `malformed`; nothing else comes out of the decoder. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** Octets from the start of the message to where reading ended. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what} at octet ${offset}`);
    this.offset = offset;
  }
}
