import { ANYWHERE, type Hunk, type HunkLine } from './hunk.ts';
import { dropFence, type FilePatch, type ParsedPatch } from './patch.ts';

interface Part {
  readonly op: FilePatch['op'];
  readonly path: string;
  to: string | null;
  /** Empty lines of a new file below its last one so far. */
  blank: number;
  readonly sections: {
    readonly lines: HunkLine[];
    readonly above: string[];
    below: Hunk['below'];
  }[];
}

const FILE = /^\*\*\* (Update|Add|Delete) File: (.+)$/;

/** Reads the `apply_patch` format (V4A). Without its last line an answer was cut; bare hunks are of the only file. */
export function parseV4a(text: string): ParsedPatch {
  const lines = dropFence(text).split(/\r?\n/);
  const begin = lines.findIndex((line) => line.trim() === '*** Begin Patch');
  const end = lines.findIndex((line) => line.trim() === '*** End Patch');
  const framed = begin >= 0 || lines.some((line) => FILE.test(line));
  if (framed && end < begin) return { is: 'malformed', code: 'truncated' };
  if (framed && end < 0) return { is: 'malformed', code: 'truncated' };
  if (lines.slice(end + 1).some((line) => /^\*\*\* (Begin|Update|Add|Delete)/.test(line)) && framed)
    return { is: 'malformed', code: 'malformed' };
  if (!framed && !lines.some((line) => /^[-+]/.test(line)))
    return { is: 'malformed', code: 'malformed' };
  const parts: Part[] = framed
    ? []
    : [{ op: 'update', path: '', to: null, blank: 0, sections: [] }];
  const body = framed ? lines.slice(begin + 1, end) : lines;
  if (!framed && body.at(-1) === '') body.pop();
  for (const line of body)
    if (!readLine(parts, line)) return { is: 'malformed', code: 'malformed' };
  if (parts.every((part) => part.op === 'update' && part.sections.length === 0 && part.to === null))
    return { is: 'malformed', code: 'malformed' };
  return { is: 'patch', files: parts.map(patchOf) };
}

function readLine(parts: Part[], line: string): boolean {
  const file = FILE.exec(line);
  if (file !== null) {
    const op = file[1] === 'Add' ? 'create' : file[1] === 'Delete' ? 'delete' : 'update';
    parts.push({ op, path: (file[2] ?? '').trim(), to: null, blank: 0, sections: [] });
    return true;
  }
  const part = parts.at(-1);
  if (part === undefined) return line.trim() === '';
  const moved = /^\*\*\* Move to: (.+)$/.exec(line);
  if (moved !== null) {
    part.to = (moved[1] ?? '').trim();
    return true;
  }
  if (line.trim() === '*** End of File') {
    const last = part.sections.at(-1);
    if (last !== undefined) last.below = { least: 0, most: 0 };
    return last !== undefined;
  }
  if (line.startsWith('*** ')) return false;
  // A line that lost its sign can only be a kept one: it changes nothing.
  if (line.startsWith('@@')) {
    openSection(part, line.slice(2).replace(/ ?@@$/, '').trim());
    return true;
  }
  return takeLine(part, line);
}

/** Several `@@` lines in a row name what encloses the hunk, outermost first. */
function openSection(part: Part, above: string): void {
  const last = part.sections.at(-1);
  const header = /^-\d+(,\d+)? \+\d+/.test(above) ? '' : above;
  const names = header === '' ? [] : [header];
  if (last !== undefined && last.lines.length === 0) last.above.push(...names);
  else part.sections.push({ lines: [], above: names, below: ANYWHERE });
}

function takeLine(part: Part, line: string): boolean {
  const op = line[0];
  if (part.sections.length === 0) {
    if (line === '') return true;
    part.sections.push({ lines: [], above: [], below: ANYWHERE });
  }
  const marked = op === ' ' || op === '-' || op === '+';
  // An empty line that lost its mark; below the last line it belongs to the patch.
  if (part.op === 'create' && line === '') part.blank += 1;
  if (part.op === 'create' && op !== '+') return line === '';
  for (; part.blank > 0; part.blank -= 1) part.sections.at(-1)?.lines.push({ op: '+', text: '' });
  const taken: HunkLine =
    marked && op !== undefined ? { op, text: line.slice(1) } : { op: ' ', text: line };
  part.sections.at(-1)?.lines.push(taken);
  return true;
}

function patchOf({ op, path, to, sections }: Part): FilePatch {
  const hunks = sections.filter(({ lines }) => lines.length > 0);
  // The order is not evidence: nothing in the format shows that it was kept.
  return { op, path, to, hunks, ordered: false, finalEnd: null };
}
