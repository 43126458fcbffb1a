import { CHECKS, configCheckId } from '../names.ts';
import type { Problem } from '../plan/plan.ts';
import type { Compiled } from '../strategy/compiled.ts';
import { neutralise } from '../text/neutralise.ts';
import { type CheckNote, type CheckWanted, MAX_NOTES } from './checks.ts';
import { strategyMarkdown } from './strategy-table.ts';
import { many } from './words.ts';

const CONFIG = '.github/autopack.yml';
const MAX_MESSAGE = 4_000;

/** `autopack / config` on a pull request's head: what the configuration would make of each category, or what is wrong with it and where. */
export function configCheck(head: string, compiled: Compiled): CheckWanted {
  const common = {
    name: CHECKS.config,
    head,
    externalId: configCheckId(head),
    status: 'completed',
  } as const;
  if (compiled.is === 'bad') {
    const must = compiled.problems.filter(({ level }) => level === 'must');
    return {
      ...common,
      conclusion: 'failure',
      title: `${many(must.length, 'problem')}: no run would start`,
      summary: `While this is on the default branch no run starts.\n\n${compiled.problems.map(problemLine).join('\n')}`,
      annotations: notesOf(compiled.problems),
    };
  }
  const { strategy, warnings } = compiled;
  return {
    ...common,
    conclusion: 'success',
    title: warnings.length === 0 ? 'Sound' : `Sound, with ${many(warnings.length, 'warning')}`,
    summary: [
      'What runs would be governed by once this is on the default branch. Runs at work keep what they were started with.',
      ...(warnings.length === 0 ? [] : [warnings.map(problemLine).join('\n')]),
      strategyMarkdown(strategy),
    ].join('\n\n'),
    annotations: notesOf(warnings),
  };
}

const problemLine = ({ message, fix, code, line }: Problem): string =>
  `- ${line === undefined ? '' : `line ${line}: `}${neutralise(message)} ${neutralise(fix)} (\`${code}\`)`;

const notesOf = (problems: readonly Problem[]): readonly CheckNote[] =>
  problems
    .filter(({ where }) => where === CONFIG)
    .slice(0, MAX_NOTES)
    .map(({ level, line, code, message, fix }) => ({
      path: CONFIG,
      line: line ?? 1,
      level: level === 'must' ? 'failure' : 'warning',
      title: code,
      message: neutralise(`${message} ${fix}`).slice(0, MAX_MESSAGE),
    }));
