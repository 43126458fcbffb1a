/** How many tokens a run's prompts have, and how many of them a provider has seen before. */
import { countTokens } from '../../../src/llm/tokens.ts';

/** One model call of a run, in the order they were made. */
export interface PromptCall {
  readonly run: string;
  readonly role: string;
  readonly phase: string | null;
  readonly model: string;
  /** As text; left out, it is not counted. */
  readonly schema?: string | undefined;
  readonly system: string;
  readonly user: string;
  /** Tokens of all files of the repository; left out for calls that are not shown any. */
  readonly everyFile?: number | undefined;
}

export interface Measured {
  readonly run: string;
  readonly n: number;
  readonly role: string;
  readonly phase: string | null;
  readonly input: number;
  /** The longest beginning that an earlier call of the run had as well, of any model and of the same one. */
  readonly prefix: number;
  readonly cacheable: number;
  /** The same call with every file of the repository in place of those that are served. */
  readonly everyFile: number;
}

const FILE = /^<file path="[^"]*">\n[\s\S]*?\n<\/file>$/gm;

export function measure(calls: readonly PromptCall[]): readonly Measured[] {
  const seen: { readonly model: string; readonly text: string; readonly run: string }[] = [];
  return calls.map((call, index) => {
    const text = [call.schema ?? '', call.system, call.user].join('\n');
    const before = seen.filter(({ run }) => run === call.run);
    const longest = (among: typeof before): number =>
      Math.max(0, ...among.map((one) => commonLength(one.text, text)));
    const [any, same] = [
      longest(before),
      longest(before.filter((one) => one.model === call.model)),
    ];
    seen.push({ model: call.model, text, run: call.run });
    const input = countTokens(text);
    const served = (call.user.match(FILE) ?? []).reduce((sum, file) => sum + countTokens(file), 0);
    return {
      ...{ run: call.run, n: index + 1, role: call.role, phase: call.phase, input },
      prefix: countTokens(text.slice(0, any)),
      cacheable: countTokens(text.slice(0, same)),
      everyFile: call.everyFile === undefined ? input : input - served + call.everyFile,
    };
  });
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at += 1;
  return at;
}

export interface Row {
  readonly run: string;
  readonly phase: string;
  readonly calls: number;
  readonly input: number;
  readonly prefix: number;
  readonly cacheable: number;
  readonly everyFile: number;
}

/** By run and phase, and each run as a whole. */
export function rows(measured: readonly Measured[]): readonly Row[] {
  const keys = [...new Set(measured.flatMap(({ run, phase }) => [`${run}\n${phase}`, `${run}\n`]))];
  return keys.map((key) => {
    const [run = '', phase = ''] = key.split('\n');
    const own = measured.filter(
      (one) => one.run === run && (phase === '' || String(one.phase) === phase),
    );
    const sum = (name: 'input' | 'prefix' | 'cacheable' | 'everyFile'): number =>
      own.reduce((total, one) => total + one[name], 0);
    return {
      ...{ run, phase: phase === '' ? 'all' : phase, calls: own.length, input: sum('input') },
      ...{ prefix: sum('prefix'), cacheable: sum('cacheable'), everyFile: sum('everyFile') },
    };
  });
}

/** The share of a run's input that an earlier call of it began with as well. */
export const SHARE_BAR = 0.6;
