/** The prompts of the demo and of two packages whose newer version is built as a run. */
import { fileURLToPath } from 'node:url';
import { builderAnswerJsonSchema } from '../../../src/core/edits/answer.ts';
import { auditAnswerJsonSchema } from '../../../src/agents/audit-answer.ts';
import { fence } from '../../../src/agents/prompts/fence.ts';
import { countTokens } from '../../../src/llm/tokens.ts';
import { exampleRepository } from '../../demo/files.ts';
import { DEMO_SCRIPT } from '../../demo/script.ts';
import { watch } from '../../demo/watch.ts';
import type { ModelCall } from '../../lab/model/model.ts';
import { replay } from '../../replay/run.ts';
import { readFiles } from '../../replay/versions.ts';
import { ended, openPlay } from '../../support/play.ts';
import type { PromptCall } from './measure.ts';

const installed = (name: string): string =>
  fileURLToPath(new URL(`../../../node_modules/${name}`, import.meta.url));

export const RUNS = ['demo', 'picocolors', 'fast-deep-equal'] as const;

export const promptsOf = (run: (typeof RUNS)[number]): Promise<readonly PromptCall[]> =>
  run === 'demo' ? ofDemo() : ofPackage(run);

async function ofDemo(): Promise<readonly PromptCall[]> {
  const { files, plan } = await exampleRepository();
  const play = await openPlay({ files, script: DEMO_SCRIPT });
  try {
    await play.label(plan);
    // Longer than a test waits: the machine may be busy with something else.
    await watch(play, { done: ended, say: () => undefined, from: 0, timeoutMs: 180_000 });
    return play.model.calls().map((call) => asCall('demo', call, Object.entries(files)));
  } finally {
    await play.close();
  }
}

async function ofPackage(name: string): Promise<readonly PromptCall[]> {
  const before = await readFiles(installed(`replay-${name}-old`));
  const after = await readFiles(installed(`replay-${name}-new`));
  const { calls } = await replay(before, after);
  return calls.map((call) => asCall(name, call, [...before]));
}

const SCHEMAS: Readonly<Record<string, unknown>> = {
  builder: builderAnswerJsonSchema,
  auditor: auditAnswerJsonSchema,
};

function asCall(
  run: string,
  { role, phase, model, system, user }: ModelCall,
  files: readonly (readonly [string, string])[],
): PromptCall {
  const all = files.map(([path, text]) => countTokens(fence('file', text, ` path="${path}"`)));
  const schema = JSON.stringify(SCHEMAS[role]);
  const everyFile = role === 'builder' ? { everyFile: all.reduce((a, b) => a + b, 0) } : {};
  return { run, role, phase, model, schema, system, user, ...everyFile };
}
