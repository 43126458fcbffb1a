/** A model behind the OpenAI wire format that reads its requests and answers by a script, or with garbage. */
import { planFor, type PlanLine } from './planner.ts';
import type { BuildAnswer, Line, Part, Script } from './script.ts';
import { startWire, type WireAnswer, type WireRequest } from './wire.ts';

export interface ModelCall {
  readonly n: number;
  readonly role: 'planner' | 'locator' | 'builder' | 'auditor' | 'unknown';
  readonly phase: string | null;
  readonly model: string;
  readonly system: string;
  readonly user: string;
  /** Whether the script had something to say; else the answer was garbage. */
  readonly answered: boolean;
}

/** What may go wrong with a call. */
export type ModelFault =
  | {
      readonly is: 'status';
      readonly status: number;
      readonly code?: string;
      readonly retryAfterSeconds?: number;
    }
  /** A usage report other than the real one. */
  | { readonly is: 'usage'; readonly input: number; readonly output: number }
  | { readonly is: 'no-usage' }
  /** Taken, perhaps done, and never answered. */
  | { readonly is: 'hang-up' }
  | { readonly is: 'refusal' }
  /** The answer ends in the middle, as at an output limit. */
  | { readonly is: 'truncated' };

export interface LabModel {
  /** Base URL for an OpenAI client. */
  readonly url: string;
  calls(): readonly ModelCall[];
  /** Asked before each call is answered; may wait, and may name a fault. */
  hook(
    hook:
      ((call: ModelCall) => Promise<ModelFault | undefined> | ModelFault | undefined) | undefined,
  ): void;
  close(): Promise<void>;
}

const GARBAGE = 'I am afraid that this request does not show me what I would need to see.';

export async function startModel(
  script: Script,
  plans: readonly PlanLine[] = [],
): Promise<LabModel> {
  const calls: ModelCall[] = [];
  let hook: Parameters<LabModel['hook']>[0];
  const { url, close } = await startWire(async (request) => {
    const { text, ...spoken } = request.system.startsWith('You are the Planner')
      ? plan(plans, request)
      : speak(script, request);
    const { model, system, user } = request;
    const call = { n: calls.length + 1, ...spoken, model, system, user, answered: text !== null };
    calls.push(call);
    return withFault(text ?? GARBAGE, await hook?.(call));
  });
  return { url, calls: () => calls, hook: (next) => void (hook = next), close };
}

function withFault(text: string, fault: ModelFault | undefined): WireAnswer {
  switch (fault?.is) {
    case undefined:
      return { is: 'text', text };
    case 'status':
    case 'hang-up':
      return fault;
    case 'usage':
      return { is: 'text', text, usage: { input: fault.input, output: fault.output } };
    case 'no-usage':
      return { is: 'text', text, usage: null };
    case 'refusal':
      return { is: 'text', text: '', refusal: 'I cannot help with that.' };
    case 'truncated':
      return { is: 'text', text: text.slice(0, text.length / 2), finish: 'length' };
  }
}

interface Spoken {
  readonly role: ModelCall['role'];
  readonly phase: string | null;
  /** Null: nothing in the script fits what was asked. */
  readonly text: string | null;
}

function plan(lines: readonly PlanLine[], { user }: WireRequest): Spoken {
  const line = planFor(lines, user);
  const text = line === undefined ? null : JSON.stringify(line.answer);
  return { role: 'planner', phase: null, text };
}

const ROLES = ['Locator', 'Builder', 'Auditor'] as const;
const isRole = (role: string | undefined): role is Lowercase<(typeof ROLES)[number]> =>
  ROLES.some((one) => one.toLowerCase() === role);

function speak(script: Script, { system, user }: WireRequest): Spoken {
  const role = ROLES.find((one) => system.startsWith(`You are the ${one}`))?.toLowerCase();
  const phase = Object.keys(script).find((id) => user.includes(`\n${id}: `)) ?? null;
  const part = phase === null ? undefined : script[phase];
  if (part === undefined || !isRole(role)) return { role: 'unknown', phase, text: null };
  if (role === 'locator')
    return { role, phase, text: JSON.stringify({ files: part.locates ?? [] }) };
  const line = role === 'auditor' ? auditFor(part, user) : buildFor(part, user);
  const answer = line?.answer ?? null;
  const text = typeof answer === 'string' || answer === null ? answer : JSON.stringify(answer);
  return { role, phase, text };
}

const fits = (line: Line<unknown>, user: string): boolean =>
  line.requires.every((text) => user.includes(text)) &&
  !line.forbids.some((text) => user.includes(text));

/** A word in a note may stand anywhere; a sentence that the Auditor reads was told to it. */
const MIN_NOTE = 12;

function auditFor(part: Part, user: string): Line<unknown> | undefined {
  const told = part.builds.some(
    ({ answer }) =>
      typeof answer !== 'string' && answer.notes.length >= MIN_NOTE && user.includes(answer.notes),
  );
  return told || !user.includes('<diff>\n')
    ? undefined
    : part.audits.findLast((each) => fits(each, user));
}

const buildFor = (part: Part, user: string): Line<unknown> | undefined =>
  part.builds.findLast((each) => fits(each, user) && servesAll(changedIn(each.answer), user));

/** Paths that an answer changes, other than new ones. */
function changedIn(answer: BuildAnswer): readonly string[] {
  if (typeof answer === 'string') return [];
  return 'patch' in answer
    ? [...answer.patch.matchAll(/^\*\*\* (?:Update|Delete) File: (.+)$/gm)].map(
        ([, path = '']) => path,
      )
    : answer.edits.filter(({ op }) => op !== 'create').map(({ path }) => path);
}

/** A model cannot edit what it was not shown. */
const servesAll = (paths: readonly string[], user: string): boolean =>
  paths.every((path) =>
    [`">\n`, `" lines="`].some((rest) => `\n${user}`.includes(`\n<file path="${path}${rest}`)),
  );
