/** The log of a job, as GitHub writes it, and the annotations in it. */
import type { Annotation } from '../internals.ts';

export interface Log {
  write(text: string): void;
  line(text: string): void;
  text(): string;
  annotations(): readonly Annotation[];
}

export function createLog(): Log {
  const lines: string[] = [];
  let rest = '';
  const line = (text: string): void => {
    lines.push(text);
  };
  return {
    line,
    write(text) {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      parts.filter((part, index) => part !== '' || index < parts.length - 1).forEach(line);
    },
    text: () =>
      lines
        .map(
          (each) =>
            `${new Date().toISOString().replace('Z', '0000Z')} ${each.replace(/^::(error|warning)[^:]*::/, '##[$1]')}`,
        )
        .join('\n'),
    annotations: () => lines.flatMap(annotation),
  };
}

/** `::error file=a.js,line=3::message` */
function annotation(line: string): readonly Annotation[] {
  const found = /^::(error|warning)(?: ([^:]*))?::(.*)$/.exec(line);
  if (found === null) return [];
  const fields = new Map(
    (found[2] ?? '').split(',').map((pair) => pair.split('=') as [string, string]),
  );
  const at = Number(fields.get('line') ?? 1);
  return [
    {
      path: fields.get('file') ?? '.github',
      start_line: at,
      end_line: at,
      annotation_level: found[1] === 'error' ? 'failure' : 'warning',
      message: found[3] ?? '',
      title: fields.get('title') ?? null,
      raw_details: null,
      start_column: null,
      end_column: null,
    },
  ];
}
