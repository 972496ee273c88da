/** A text of the configuration that means nothing; the message is the reason, as a clause. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
}
