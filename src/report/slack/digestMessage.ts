import type { Digest, MigrationDigest, Obstacle, WatchedDigest } from '../../model/digest.ts';
import { inWords } from '../../model/ttl.ts';
import { migrationRank } from '../digest/composeDigest.ts';
import type { DigestOptions } from '../digest/digestReporters.ts';
import {
  changeSentence,
  counted,
  cutoverSentence,
  doneSentence,
  forgottenSentence,
  headline,
  nextSentence,
  readinessBar,
  readinessWords,
  undeliveredSentence,
  verdictWords,
} from '../digest/digestSentences.ts';
import type { Voice } from '../digest/voice.ts';
import { forJson } from '../escape.ts';
import { buttons, charactersIn, context, fields, header, plainSection, section } from './blocks.ts';
import { asCode, forPlainText, linesWithin, slackDate, slackDateUpToMinute } from './mrkdwn.ts';
import {
  MESSAGE_CHARACTERS,
  MOST_BLOCKS,
  MOST_FIELDS,
  type SlackBlock,
  type SlackMessage,
} from './slackMessage.ts';

const BAR_CELLS = 12;
/** So that one migration does not take the place of the others. */
const MIGRATION_CHARACTERS = 1500;
const OBSTACLE_CHARACTERS = 700;
const LIST_CHARACTERS = 1200;

/** A light beside the words: never the colour alone. */
const LIGHT = ['🔴', '🟡', '🟠', '🟢', '⚪'] as const;

/** The message as JSON, for `curl` and for Slack's Block Kit Builder. */
export function renderDigestSlack(digest: Digest, options: DigestOptions): string {
  return `${forJson(JSON.stringify(digestMessage(digest, options), null, 2))}\n`;
}

/** The digest within Slack's limits, however many migrations there are: the worst are told, the rest counted. */
export function digestMessage(digest: Digest, { runsUrl }: Pick<DigestOptions, 'runsUrl'>): SlackMessage {
  const voice = slackVoice(digest.at);
  const before = [
    header('DNS TTL report'),
    section(`${headline(digest)}\nSince ${voice.when(digest.since)}.`),
    ...listBlock(
      'Not delivered',
      digest.undelivered.map((one) => undeliveredSentence(one, voice)),
    ),
  ];
  const after = [
    ...listBlock(
      'Never given back',
      digest.forgotten.map((one) => forgottenSentence(one, voice)),
    ),
    ...watchedBlocks(digest.watched, voice),
    ...(runsUrl === undefined ? [] : [buttons([{ id: 'runs', words: 'Open the runs', url: runsUrl }])]),
    context(`ttl-check ${digest.tool.version} · ${voice.when(digest.at)} · worst first`),
  ];
  return {
    text: forPlainText(headline(digest)),
    blocks: [...before, ...migrationsWithin(digest, [...before, ...after], voice), ...after],
  };
}

/** Dates in the reader's own zone, names as code. */
export function slackVoice(at: Voice['at']): Voice {
  return { at, when: slackDate, until: slackDateUpToMinute, zone: '', plain: asCode };
}

/** As many migrations as there is room for beside the other blocks. */
function migrationsWithin({ migrations }: Digest, others: readonly SlackBlock[], voice: Voice): SlackBlock[] {
  const blocks: SlackBlock[] = [];
  // One block is kept for the sentence about the rest.
  let freeBlocks = MOST_BLOCKS - others.length - 1;
  let freeCharacters = MESSAGE_CHARACTERS - others.reduce((sum, one) => sum + charactersIn(one), 0);
  for (const [i, migration] of migrations.entries()) {
    const own = migrationBlocks(migration, voice);
    freeBlocks -= own.length;
    freeCharacters -= own.reduce((sum, one) => sum + charactersIn(one), 0);
    if (freeBlocks < 0 || freeCharacters < 0) return [...blocks, restBlock(migrations.slice(i))];
    blocks.push(...own);
  }
  return blocks;
}

function restBlock(rest: readonly MigrationDigest[]): SlackBlock {
  const lights = LIGHT.map((light, rank) => {
    const count = rest.filter((one) => migrationRank(one) === rank).length;
    return count === 0 ? '' : `${light} ${count}`;
  }).filter((part) => part !== '');
  return context(`and ${counted(rest.length, 'more migration')}: ${lights.join('  ')}`);
}

function migrationBlocks(migration: MigrationDigest, voice: Voice): SlackBlock[] {
  const { name, verdict, readiness, done, next, obstacles, earliestSafeCutover, notes } = migration;
  const isOver = verdict === 'past';
  const lines = [
    `${LIGHT[migrationRank(migration)]} *${asCode(name)}* ${verdictWords(migration, voice)}`,
    cutoverSentence(migration, voice),
    ...(isOver ? [] : [`\`${readinessBar(readiness, BAR_CELLS)}\` ${readinessWords(readiness)}`]),
    ...(next === null ? [] : [`*Next* ${nextSentence(next, migration.state, voice)}`]),
    ...(earliestSafeCutover === null || isOver
      ? []
      : [`*Earliest safe cutover* ${voice.until(earliestSafeCutover)}`]),
    ...done.toReversed().map((step) => `*Done* ${doneSentence(step, voice)}`),
    ...(notes === null ? [] : [asCode(notes)]),
  ];
  return [section(linesWithin(lines, MIGRATION_CHARACTERS)), ...obstacleBlock(obstacles)];
}

/** What stands at the head of a migration's thread. */
export function threadHead(migration: MigrationDigest, at: Voice['at']): SlackMessage {
  const voice = slackVoice(at);
  return {
    text: forPlainText(`${migration.name}: ${migration.verdict}`),
    blocks: [...migrationBlocks(migration, voice), context(`as of ${voice.when(at)}`)],
  };
}

/** Sentences of rules quote what others wrote, so nothing in them may be mark-up. */
function obstacleBlock(obstacles: readonly Obstacle[]): SlackBlock[] {
  if (obstacles.length === 0) return [];
  const lines = obstacles.map(({ severity, message }) => `${severity}: ${forPlainText(message)}`);
  return [plainSection(linesWithin(lines, OBSTACLE_CHARACTERS))];
}

function watchedBlocks(
  { names, unknown, ttls, changes, obstacles }: WatchedDigest,
  voice: Voice,
): SlackBlock[] {
  if (names === 0) return [];
  const unseen = unknown === 0 ? '' : `, ${unknown} of them unknown`;
  const lines = [
    `*Watched: ${counted(names, 'name')}${unseen}*`,
    ...changes.toReversed().map((change) => `*Changed* ${changeSentence(change, voice)}`),
  ];
  const worst = ttls.slice(0, MOST_FIELDS).map(({ owner, type, ttl }) => {
    const words = ttl < 60 ? '' : ` (${inWords(ttl)})`;
    return `${asCode(`${owner} ${type}`)}\n${ttl} s${words}`;
  });
  return [
    section(linesWithin(lines, LIST_CHARACTERS)),
    ...(worst.length === 0 ? [] : [fields(worst)]),
    ...obstacleBlock(obstacles),
  ];
}

function listBlock(title: string, sentences: readonly string[]): SlackBlock[] {
  return sentences.length === 0 ? [] : [section(linesWithin([`*${title}*`, ...sentences], LIST_CHARACTERS))];
}
