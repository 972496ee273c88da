/**
 * A second reader of messages, written against RFC 1035 alone and sharing nothing with the program's codec: what it
 * says of a hostile answer is what the program's verdict is held against. It reads strictly or not at all.
 */

export interface ReferenceRecord {
  readonly section: 'answer' | 'authority' | 'additional';
  /** Labels, octets as Latin-1, each followed by a dot. */
  readonly owner: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** Offsets of its first octet, its TYPE, its RDATA, and what follows. */
  readonly start: number;
  readonly fixed: number;
  readonly rdata: number;
  readonly end: number;
}

export interface ReferenceMessage {
  readonly flags: number;
  readonly questions: readonly { readonly name: string; readonly type: number; readonly class: number }[];
  readonly records: readonly ReferenceRecord[];
}

export const AA: number = 0x0400;
export const TC: number = 0x0200;

/** The message, or undefined where a name, a count or a length is wrong. */
export function readStrictly(bytes: Uint8Array): ReferenceMessage | undefined {
  try {
    return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Every octet is read through the view, which throws RangeError outside of it. */
function read(view: DataView): ReferenceMessage | undefined {
  let at = 12;
  const questions = Array.from({ length: view.getUint16(4) }, () => {
    const name = nameAt(view, at);
    at = name.end + 4;
    return { name: name.text, type: view.getUint16(name.end), class: view.getUint16(name.end + 2) };
  });
  const sections = ['answer', 'authority', 'additional'] as const;
  const records = sections.flatMap((section, i) => {
    const found: ReferenceRecord[] = [];
    for (let left = view.getUint16(6 + 2 * i); left > 0; left--) {
      const start = at;
      const { text: owner, end: fixed } = nameAt(view, at);
      const rdata = fixed + 10;
      at = rdata + view.getUint16(fixed + 8);
      if (at > view.byteLength) throw new RangeError('RDATA beyond the message');
      found.push({
        ...{ section, owner, type: view.getUint16(fixed), class: view.getUint16(fixed + 2) },
        ...{ ttl: view.getUint32(fixed + 4), start, fixed, rdata, end: at },
      });
    }
    return found;
  });
  return at === view.byteLength ? { flags: view.getUint16(2), questions, records } : undefined;
}

function nameAt(view: DataView, offset: number): { text: string; end: number } {
  let text = '';
  let octets = 1;
  let at = offset;
  let end: number | undefined;
  let lowest = offset;
  for (;;) {
    const length = view.getUint8(at);
    if (length === 0) return { text, end: end ?? at + 1 };
    if (length >= 0xc0) {
      const target = view.getUint16(at) & 0x3fff;
      if (target >= lowest || target < 12) throw new RangeError('a pointer that does not lead back');
      end ??= at + 2;
      lowest = target;
      at = target;
    } else if (length > 63) throw new RangeError('a label of a reserved type');
    else {
      octets += length + 1;
      if (octets > 255) throw new RangeError('a name that is too long');
      for (let i = 1; i <= length; i++) text += String.fromCharCode(view.getUint8(at + i));
      text += '.';
      at += length + 1;
    }
  }
}

/** Whether these two names are one (RFC 4343). */
export function isSameName(one: string, other: string): boolean {
  return asciiLower(one) === asciiLower(other);
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
