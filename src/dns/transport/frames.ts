/** RFC 1035 §4.2.2: on a stream each message follows two octets with its length. */
const LENGTH_OCTETS = 2;

/**
 * Cuts a stream into messages, whatever pieces it comes in. Holds one unfinished message at most
 * (65,535 octets), and each octet is copied once, however slowly they come.
 */
export function createFrameReader(onMessage: (bytes: Uint8Array) => void): (chunk: Uint8Array) => void {
  let firstLengthOctet: number | undefined;
  let unfinished: Uint8Array | undefined;
  let filled = 0;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (unfinished !== undefined) {
        const part = chunk.subarray(at, at + unfinished.length - filled);
        unfinished.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < unfinished.length) return;
        const whole = unfinished;
        unfinished = undefined;
        onMessage(whole);
        continue;
      }
      if (firstLengthOctet === undefined) {
        firstLengthOctet = chunk[at++];
        continue;
      }
      const length = (firstLengthOctet << 8) | (chunk[at++] as number);
      firstLengthOctet = undefined;
      if (at + length <= chunk.length) {
        onMessage(chunk.subarray(at, at + length));
        at += length;
      } else {
        unfinished = new Uint8Array(length);
        filled = 0;
      }
    }
  };
}

/** Messages with their lengths in one piece: one write instead of many. Each is at most 65,535 octets. */
export function framed(messages: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(messages.reduce((sum, message) => sum + LENGTH_OCTETS + message.length, 0));
  let at = 0;
  for (const message of messages) {
    bytes[at] = message.length >> 8;
    bytes[at + 1] = message.length & 0xff;
    bytes.set(message, at + LENGTH_OCTETS);
    at += LENGTH_OCTETS + message.length;
  }
  return bytes;
}
