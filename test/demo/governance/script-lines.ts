/** Lines of the scripted model, and the edits in them. */
import type { AuditAnswer } from '../../../src/agents/audit-answer.ts';
import type { BuilderAnswer, Edit } from '../../../src/core/edits/edits.ts';
import type { Line } from '../../lab/model/script.ts';

export const replace = (path: string, search: string, text: string): Edit => ({
  ...{ op: 'replace', path, search, replace: text, new_path: null },
});
export const create = (path: string, text: string): Edit => ({
  ...{ op: 'create', path, search: null, replace: text, new_path: null },
});
export const build = (
  requires: readonly string[],
  notes: string,
  edits: Edit[],
): Line<BuilderAnswer> => ({ requires, forbids: [], answer: { edits, notes } });

export type Raised = AuditAnswer['findings'][number];

/** Approved, with something small left to say. */
export const approvalBut = (
  line: Line<AuditAnswer>,
  ...findings: readonly Raised[]
): Line<AuditAnswer> => ({ ...line, answer: { ...line.answer, findings: [...findings] } });
