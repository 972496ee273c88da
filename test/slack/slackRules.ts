/**
 * What Slack refuses, as far as our messages can meet it: a list of complaints, empty for a message that is taken.
 * Limits: https://docs.slack.dev/reference/block-kit/blocks and …/block-kit/composition-objects/text-object; the sum of
 * all texts: slackapi/bolt-js#2509, where Slack names 12,000 characters.
 */
interface Text {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly [key: string]: unknown;
}

type Json = { readonly [key: string]: unknown };

/** All that a payload breaks. */
export function complaintsAbout(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ['blocks are no list'];
  const complaints = blocks.flatMap((block, i) =>
    blockComplaints(block).map((one) => `blocks[${i}]: ${one}`),
  );
  if (blocks.length > 50) complaints.push(`${blocks.length} blocks`);
  const ids = blocks.flatMap((block) => actionIds(block));
  if (new Set(ids).size !== ids.length) complaints.push('an action_id twice');
  return complaints;
}

/** Characters of all texts together. */
export function charactersOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + charactersOf(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : charactersOf(one)),
    0,
  );
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  header: ['type', 'text', 'block_id'],
  section: ['type', 'text', 'fields', 'accessory', 'block_id', 'expand'],
  context: ['type', 'elements', 'block_id'],
  actions: ['type', 'elements', 'block_id'],
  divider: ['type', 'block_id'],
};

function blockComplaints(block: unknown): string[] {
  const one = block as Json;
  const keys = KEYS[String(one.type)];
  if (keys === undefined) return [`no block of type ${String(one.type)} is known`];
  const strange = Object.keys(one).filter((key) => !keys.includes(key));
  const complaints = strange.map((key) => `a key ${key}`);
  switch (one.type) {
    case 'header':
      return [...complaints, ...textComplaints(one.text, 150, ['plain_text'])];
    case 'section': {
      const fields = one.fields as readonly unknown[] | undefined;
      if (one.text === undefined && fields === undefined) complaints.push('neither text nor fields');
      if (one.text !== undefined) complaints.push(...textComplaints(one.text, 3000));
      if (fields !== undefined && (fields.length === 0 || fields.length > 10))
        complaints.push(`${fields.length} fields`);
      complaints.push(...(fields ?? []).flatMap((field) => textComplaints(field, 2000)));
      if (one.accessory !== undefined) complaints.push(...buttonComplaints(one.accessory));
      return complaints;
    }
    case 'context': {
      const elements = one.elements as readonly unknown[];
      if (elements.length === 0 || elements.length > 10) complaints.push(`${elements.length} elements`);
      return [...complaints, ...elements.flatMap((element) => textComplaints(element, 3000))];
    }
    case 'actions': {
      const elements = one.elements as readonly unknown[];
      if (elements.length === 0 || elements.length > 25) complaints.push(`${elements.length} elements`);
      return [...complaints, ...elements.flatMap(buttonComplaints)];
    }
    default:
      return complaints;
  }
}

function textComplaints(value: unknown, most: number, types = ['plain_text', 'mrkdwn']): string[] {
  const { type, text, ...rest } = (value ?? {}) as Text;
  const complaints: string[] = [];
  if (!types.includes(String(type))) complaints.push(`a text of type ${String(type)}`);
  if (typeof text !== 'string' || text.length === 0) complaints.push('a text without text');
  else if (text.length > most) complaints.push(`a text of ${text.length} characters, ${most} are allowed`);
  const allowed = type === 'mrkdwn' ? ['verbatim'] : ['emoji'];
  complaints.push(
    ...Object.keys(rest)
      .filter((key) => !allowed.includes(key))
      .map((key) => `a key ${key}`),
  );
  return complaints;
}

function buttonComplaints(value: unknown): string[] {
  const { type, text, url, action_id: id, ...rest } = (value ?? {}) as Json;
  const complaints = textComplaints(text, 75, ['plain_text']);
  if (type !== 'button') complaints.push(`an element of type ${String(type)}`);
  if (typeof url !== 'string' || url.length > 3000 || !URL.canParse(url))
    complaints.push('a button without URL');
  if (typeof id !== 'string' || id.length > 255) complaints.push('a button without action_id');
  return [...complaints, ...Object.keys(rest).map((key) => `a key ${key}`)];
}

function actionIds(block: unknown): unknown[] {
  const { elements, accessory } = block as Json;
  return [...(Array.isArray(elements) ? elements : []), ...(accessory === undefined ? [] : [accessory])]
    .map((one: Json) => one.action_id)
    .filter((id) => id !== undefined);
}
