import type { Digest, MigrationDigest, Obstacle, WatchedDigest } from '../../model/digest.ts';
import { inWords } from '../../model/ttl.ts';
import { forMarkdown } from '../escape.ts';
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
} from './digestSentences.ts';
import { type Voice, wallClockVoice } from './voice.ts';

const BAR_CELLS = 20;
/** Of each list; the others are counted. */
const SHOWN = 25;

/** GitHub Flavored Markdown, for an issue, a job summary or a wiki. */
export function renderDigestMarkdown(digest: Digest): string {
  const voice = wallClockVoice(digest.at, digest.timezone, forMarkdown);
  const parts = [
    `# Report of ${voice.when(digest.at)}${voice.zone}`,
    `${headline(digest)} Since ${voice.when(digest.since)}:`,
    ...digest.migrations.flatMap((migration) =>
      migrationParts(migration, wallClockVoice(digest.at, migration.cutover.timezone, forMarkdown)),
    ),
    ...watchedParts(digest.watched, voice),
    ...section(
      'Never given back',
      digest.forgotten.map((one) => forgottenSentence(one, voice)),
    ),
    ...section(
      'Not delivered',
      digest.undelivered.map((one) => undeliveredSentence(one, voice)),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function migrationParts(migration: MigrationDigest, voice: Voice): string[] {
  const { name, verdict, readiness, done, next, obstacles, earliestSafeCutover, notes } = migration;
  const isOver = verdict === 'past';
  const bar = isOver ? '' : `\n\`${readinessBar(readiness, BAR_CELLS)}\` ${readinessWords(readiness)}`;
  const lines = [
    ...done.slice(-SHOWN).map((step) => `**Done** ${doneSentence(step, voice)}`),
    ...(next === null ? [] : [`**Next** ${nextSentence(next, migration.state, voice)}`]),
    ...obstacleLines(obstacles),
    ...(earliestSafeCutover === null || isOver
      ? []
      : [`Earliest safe cutover: ${voice.until(earliestSafeCutover)}.`]),
  ];
  return [
    `## ${forMarkdown(name)}: ${verdictWords(migration, voice)}`,
    `${cutoverSentence(migration, voice)}${bar}`,
    ...(notes === null ? [] : [forMarkdown(notes)]),
    ...(lines.length === 0 ? [] : [listOf(lines)]),
  ];
}

function watchedParts({ names, unknown, ttls, changes, obstacles }: WatchedDigest, voice: Voice): string[] {
  if (names === 0) return [];
  const unseen = unknown === 0 ? '' : `, ${unknown} of them unknown`;
  const rows = ttls
    .slice(0, SHOWN)
    .map(
      ({ owner, type, ttl }) =>
        `| ${forMarkdown(owner)} | ${forMarkdown(type)} | ${ttl} s | ${inWords(ttl)} |`,
    );
  const table = ['| name | type | TTL | |', '| --- | --- | ---: | --- |', ...rows].join('\n');
  const lines = [
    ...changes.slice(-SHOWN).map((change) => `**Changed** ${changeSentence(change, voice)}`),
    ...obstacleLines(obstacles),
  ];
  return [
    `## Watched: ${counted(names, 'name')}${unseen}`,
    ...(rows.length === 0 ? [] : [table]),
    ...(lines.length === 0 ? [] : [listOf(lines)]),
  ];
}

function obstacleLines(obstacles: readonly Obstacle[]): string[] {
  const shown = obstacles
    .slice(0, SHOWN)
    .map(({ severity, message }) => `**${severity}** ${forMarkdown(message)}`);
  return obstacles.length > SHOWN ? [...shown, `and ${obstacles.length - SHOWN} more`] : shown;
}

function section(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  const rest = sentences.length > SHOWN ? [`and ${sentences.length - SHOWN} more`] : [];
  return [`## ${title}`, listOf([...sentences.slice(0, SHOWN), ...rest])];
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
