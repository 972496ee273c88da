import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRememberingJudge } from '../../src/judge/rememberingJudge.ts';
import type { Lookalike } from '../../src/model/lookalike.ts';
import { parseName } from '../../src/model/name.ts';
import { isRetelling, reportOf } from '../../src/model/retelling.ts';
import { createNdjson } from '../../src/report/ndjson.ts';
import { contextOf } from '../judge/context.ts';
import { seen } from '../judge/observationBuilder.ts';

const FIRST = { origin: { file: 'first.txt', line: 1, column: 1 } };
const LIKE = {
  fits: seen('first.example.com', FIRST)
    .says('ns1', 'A', '300 A 192.0.2.1')
    .says('ns2', 'A', '300 A 192.0.2.1'),
  'does not': seen('first.example.com', FIRST)
    .says('ns1', 'A', '700000 A 192.0.2.1')
    .says('ns2', 'A', '700000 A 192.0.2.1'),
  absent: seen('first.example.com', FIRST).says('ns1', 'A', 'nxdomain').says('ns2', 'A', 'nxdomain'),
} as const;

/** What somebody may have typed, and files may be called. */
const typed = fc.oneof(
  fc.constantFrom('www.example.com', 'WWW.Example.COM.', 'bücher', '"quoted"\\'),
  fc.string({ unit: 'binary' }),
);

it('a line that was filled in is the line that the reporter would have written', () => {
  const like = { fits: LIKE.fits.done(), 'does not': LIKE['does not'].done(), absent: LIKE.absent.done() };
  const judge = createRememberingJudge(contextOf());
  const ndjson = createNdjson();
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom('fits' as const, 'does not' as const, 'absent' as const),
        label: fc.stringMatching(/^[a-z0-9_-]{1,20}$/),
        input: typed,
        origin: fc.option(
          fc.record({
            file: typed,
            line: fc.nat(),
            column: fc.option(fc.nat(), { nil: undefined }),
          }),
        ),
        rdata: fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 3 }),
        rttMs: fc.tuple(fc.nat(20_000), fc.nat(20_000)),
      }),
      ({ kind, label, input, origin, rdata, rttMs }) => {
        const { startedAt, finishedAt } = like[kind];
        const seenAgain: Lookalike = {
          ...{ like: like[kind], startedAt, finishedAt },
          target: {
            ...{ input, name: parseName(`${label}.example.com`), types: ['A'] },
            ...(origin === null
              ? {}
              : {
                  origin: {
                    ...{ file: origin.file, line: origin.line },
                    ...(origin.column === undefined ? {} : { column: origin.column }),
                  },
                }),
          },
          answers: rttMs.map((ms) => ({ at: finishedAt, rttMs: ms / 10, transport: 'udp', rdata })),
        };
        const judged = judge(seenAgain);
        if (!isRetelling(judged)) throw new Error('not told again');
        expect(ndjson.retelling?.(judged)).toBe(ndjson.target(reportOf(judged)));
      },
    ),
    { seed: 20261126, numRuns: 500 },
  );
});
