/** The plans and the repository of simulated runs. */
export interface Setup {
  /** The token cap of the run; null: the default. */
  readonly tokens: number | null;
  readonly identity: 'app' | 'token';
  /** People may raise the cap to twice of what it is. */
  readonly raises: boolean;
  /** There is more to show than there is room for. */
  readonly crowded: boolean;
  /** The repository lets us merge, and has the branch deleted afterwards. */
  readonly merges: boolean;
}

export function filesOf({
  tokens,
  identity,
  raises,
  merges,
  crowded,
}: Setup): Readonly<Record<string, string>> {
  const more = raises && tokens !== null ? `, max_tokens: ${2 * tokens}` : '';
  const config = [
    'version: 1',
    ...(tokens === null ? [] : [`budget: { tokens: ${tokens}${more} }`]),
    ...(merges ? ['promotion: { auto_merge: true, delete_branch: true }'] : []),
    'ci:\n  required: [test]\n  settle: 10s',
    ...(identity === 'token' ? ['  dispatch: [ci.yml]'] : []),
  ];
  return {
    'README.md': 'A repository.\n',
    '.github/autopack.yml': `${config.join('\n')}\n`,
    ...(crowded ? Object.fromEntries(NOTES.map((path) => [path, LONG])) : {}),
    ...(identity === 'token'
      ? { '.github/workflows/ci.yml': 'on: [push, workflow_dispatch]\n' }
      : {}),
  };
}

/** Files that do not fit together. */
export const NOTES = ['src/notes/first.txt', 'src/notes/second.txt'] as const;
const LONG = 'A note on how to begin and how to go on.\n'.repeat(2_200);

interface Part {
  readonly category?: string;
  readonly needs?: string;
}

const part = (
  id: string,
  name: string,
  { category = 'tests', needs }: Part = {},
): string => `### ${id}: ${name}

- category: ${category}
- scope: \`src/**\`
- deliverables: \`src/${id}.txt\`
${needs === undefined ? '' : `- depends on: ${needs}\n`}- acceptance:
  - [ ] ${id} is ok
`;

export const PLAN = `# A simulated plan

## T1: First

${part('T1.P1', 'Begin')}
${part('T1.P2', 'Go on')}
## T2: Second

${part('T2.P1', 'End')}`;

/** Phases that can go on when another one has failed, one that cannot, and one that two Auditors look at. */
export const WIDE = `# A simulated plan

## T1: First

${part('T1.P1', 'Begin')}
${part('T1.P2', 'Beside it')}
${part('T1.P3', 'On top', { needs: 'T1.P1' })}
${part('T1.P4', 'Alone')}
## T2: Second

${part('T2.P1', 'End', { category: 'security_auth_change' })}`;

/** One tier a run: the next one waits for its own label. */
export const ONE_TIER = WIDE.replace('## T1', 'run scope: single_tier\n\n## T1');

export const PHASES = ['T1.P1', 'T1.P2', 'T1.P3', 'T1.P4', 'T2.P1'] as const;
