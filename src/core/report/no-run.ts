import { marker } from '../names.ts';
import { COMMANDS, meantBy, parseCommand } from '../run/command.ts';

const CAN =
  '`/autopack run`, or the label `autopack:run`, starts a run of the plan in it; `/autopack plan` checks the plan for free.';

/**
 * The one comment that answers words to us on an issue without a run; edited each time. Nothing of what was written is
 * repeated.
 */
export const noRunComment = (body: string): string =>
  [marker.noRun(), `### 🤷 ${said(body)}`, `${CAN} Commands: ${LIST}.`].join('\n\n');

const LIST = COMMANDS.map((name) => `\`${name}\``).join(', ');

function said(body: string): string {
  const parsed = parseCommand(body);
  if (parsed?.is === 'command') return `\`/autopack ${parsed.name}\`: this issue has no run`;
  const meant = meantBy(body);
  const hint = meant === null ? '' : ` Did you mean \`/autopack ${meant}\`?`;
  return `There is no such command, and no run on this issue.${hint}`;
}
