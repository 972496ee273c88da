import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, framed } from '../../../src/dns/transport/frames.ts';

test('messages come out of a stream as they went in, however it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 })),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
      (messages, cuts) => {
        const seen: string[] = [];
        const read = createFrameReader((bytes) => seen.push(Buffer.from(bytes).toString('hex')));
        const stream = framed(messages);
        for (let at = 0, i = 0; at < stream.length; i++) {
          const length = cuts[i % cuts.length] as number;
          read(stream.subarray(at, at + length));
          at += length;
        }
        expect(seen).toEqual(messages.map((message) => Buffer.from(message).toString('hex')));
      },
    ),
  );
});
