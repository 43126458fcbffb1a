import { RUN_LABEL } from '../core/names.ts';
import { CONFIG_PATH } from '../config/repository.ts';
import { type CiFile, isNameable, WORKFLOWS } from './ci-files.ts';
import { listed } from './listed.ts';

/** As whom the Action works: a GitHub App, or the workflow's own token. */
export type ActionKind = 'app' | 'token';

export interface Written {
  readonly kind: ActionKind;
  readonly ci: readonly CiFile[];
  /** `OWNER/REPO@COMMIT`. */
  readonly uses: string;
  /** Files for `ci.dispatch` of a configuration that was there already. */
  readonly toName: readonly string[];
}

/** What nobody but a person can do once the files are written, in the order in which it is done. */
export function whatIsLeft(written: Written): readonly string[] {
  const { kind, ci, uses } = written;
  const [place = ''] = uses.split('@');
  const steps = [
    ...(kind === 'app' ? asApp(ci) : withToken(written)),
    ...(ci.length === 0
      ? [`Write a workflow that runs your tests: without CI no phase is done.`]
      : []),
    `If ${place} is private, let others use it: Settings → Actions → General → Access there.`,
    'Commit all of this to the default branch.',
    `Issues → Labels: create \`${RUN_LABEL}\`, and put it on an issue that holds a plan.`,
  ];
  return ['', 'What is left to do:', ...steps.map((step, index) => `${index + 1}. ${step}`)];
}

const asApp = (ci: readonly CiFile[]): readonly string[] => [
  'Create a GitHub App by the link in docs/github-action.md, generate a private key, and install it on the repository.',
  'Settings → Secrets and variables → Actions: the variable AUTOPACK_APP_ID, the secrets AUTOPACK_PRIVATE_KEY and OPENAI_API_KEY.',
  ...ci
    .filter(({ onRuns }) => !onRuns)
    .map(({ file }) => `${WORKFLOWS}/${file}: add 'autonomous/**' to the branches of \`push\`.`),
];

const withToken = ({ ci, toName }: Written): readonly string[] => [
  'Settings → Secrets and variables → Actions: the secret OPENAI_API_KEY.',
  'Settings → Actions → General: Allow GitHub Actions to create and approve pull requests.',
  ...ci
    .filter(({ file }) => !isNameable(file))
    .map(
      ({ file }) =>
        `${WORKFLOWS}/${file}: rename it to letters, digits, dots and dashes, and name it under \`ci.dispatch\` in ${CONFIG_PATH}.`,
    ),
  ...ci
    .filter(({ byHand }) => !byHand)
    .map(({ file }) => `${WORKFLOWS}/${file}: add the trigger \`workflow_dispatch:\`.`),
  ...(toName.length === 0
    ? []
    : [`${CONFIG_PATH}: under \`ci\`, \`dispatch: [${listed(toName)}]\`.`]),
];
