import { marker } from '../names.ts';
import { COMMANDS, meantBy, parseCommand } from '../run/command.ts';

const CAN =
  '`/autopack run`, or the label `autopack:run`, starts a run of the plan in it; `/autopack plan` checks the plan for free.';

/**
 * The one comment that answers words to us on an issue without a run; edited each time. Nothing of what was written is
 * repeated.
 */
export const noRunComment = (body: string): string =>
  [marker.noRun(), `### 🤷 ${said(body)}`, `This issue has no run. ${CAN}`].join('\n\n');

function said(body: string): string {
  const parsed = parseCommand(body);
  if (parsed?.is !== 'command') {
    const meant = meantBy(body);
    return meant === null
      ? `There is no such command. There are: ${COMMANDS.map((name) => `\`${name}\``).join(', ')}`
      : `There is no such command. Did you mean \`/autopack ${meant}\`?`;
  }
  return parsed.name === 'help' || parsed.name === 'status'
    ? `Commands: ${COMMANDS.map((name) => `\`${name}\``).join(', ')}`
    : `\`/autopack ${parsed.name}\` is about a run`;
}
