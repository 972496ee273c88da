/** What must hold of a check whatever the server says. Throws an Error that says what did not. */
import type { TransportKind } from '../../src/model/observation.ts';
import { RECORD_TYPES } from '../../src/model/recordType.ts';
import type { HostileServer } from './hostileServer.ts';
import { type HostileAnswer, octetsOf } from './mutation.ts';
import { AA, isSameName, type ReferenceRecord, readStrictly, TC } from './referenceReader.ts';
import { BUDGET_MS, type Checked, NAME, wholeCheck } from './wholeCheck.ts';

/** QR, and the opcode that queries have, in the flags. */
const RESPONSE = 0x8000;
const OPCODE = 0x7800;
const RCODE = 0x000f;
/** Three tries, each at most twice where a connection broke, a name came in another case or EDNS was refused; then TCP. */
const MOST_QUESTIONS = 12;
/** What the stage day-of allows. */
const READY_TTL = 300;

/** Checks while the server says this, and holds the verdict against what the server said. */
export async function withstand(
  server: HostileServer,
  answer: HostileAnswer,
  transport: TransportKind,
): Promise<Checked> {
  const said: { readonly query: Uint8Array; readonly bytes: Uint8Array }[] = [];
  const checked = await wholeCheck(
    server,
    (query) => {
      const bytes = octetsOf(answer, query);
      said.push({ query, bytes });
      return [bytes];
    },
    { transport },
  );
  const { report, observation, tookMs } = checked;
  if (tookMs > BUDGET_MS) throw new Error(`the check took ${tookMs} ms, and its budget is ${BUDGET_MS} ms`);
  if (said.length > MOST_QUESTIONS) throw new Error(`${said.length} questions for one answer`);
  const authoritative = said.flatMap(({ query, bytes }) => authoritativeRecords(query, bytes));
  const own = authoritative.filter(({ type }) => type === RECORD_TYPES.A || type === RECORD_TYPES.CNAME);
  if (report.verdict === 'ready' && !own.some(({ ttl }) => ttl <= READY_TTL))
    throw new Error('ready, and the authority said no TTL that allows it');
  const believed = observation.answers.filter(({ outcome }) => outcome === 'answer');
  const seen = believed.flatMap(({ rrsets }) => rrsets).filter(({ owner }) => owner === NAME);
  for (const { type, ttl } of seen) {
    const code = (RECORD_TYPES as Readonly<Record<string, number>>)[type];
    if (
      type !== 'TXT' &&
      code !== undefined &&
      !own.some((record) => record.type === code && record.ttl === ttl)
    )
      throw new Error(`a TTL of ${ttl} s for ${type}, which the server did not say`);
  }
  return checked;
}

/** The records of NAME that this message gives with authority, as the second reader sees them. */
function authoritativeRecords(query: Uint8Array, bytes: Uint8Array): readonly ReferenceRecord[] {
  const message = readStrictly(bytes);
  if (message === undefined) return [];
  const { flags, questions, records } = message;
  const asked = readStrictly(query)?.questions[0];
  const [question] = questions;
  if (questions.length !== 1 || question === undefined || asked === undefined) return [];
  const isOurs =
    isSameName(question.name, asked.name) && question.type === asked.type && question.class === 1;
  const says = flags & (RESPONSE | OPCODE | AA | TC);
  if (!isOurs || says !== (RESPONSE | AA) || bytes[0] !== query[0] || bytes[1] !== query[1]) return [];
  if ((flags & RCODE) > 3) return [];
  return records.filter(
    ({ section, owner, class: rrClass }) =>
      section === 'answer' && rrClass === 1 && isSameName(owner, asked.name),
  );
}
