import type { CommandModule } from 'yargs';

/** Whether help is asked for, and of no command in particular. */
export function asksForFrontPage(args: readonly string[]): boolean {
  return args.length === 1 && (args[0] === '--help' || args[0] === '-h');
}

/** The help without a command: what there is, in at most 40 lines of 80 columns; flags stand with their command. */
export function frontPage(commands: readonly CommandModule[]): string {
  const rows = commands.map(({ command = '', describe }) => ({
    usage: [command].flat()[0] ?? '',
    describe: typeof describe === 'string' ? describe : '',
  }));
  const widest = Math.max(...rows.map(({ usage }) => usage.length));
  return `ttl-check [names..]
ttl-check <command>

Is every record that moves ready for its cutover? Lowers TTLs on the planned
dates, and gives them back.

Commands:
${rows.map(({ usage, describe }) => `  ${usage.padEnd(widest)}  ${describe}`).join('\n')}

Options:
  -h, --help     Show this help; after a command, its flags
      --version  Show the version

Examples:
  ttl-check example.com www.example.com  As they are today
  ttl-check example.com --cutover 2026-12-12T02:00Z
  ttl-check plan                         What is done when
`;
}
