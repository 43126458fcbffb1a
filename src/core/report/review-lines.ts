/** What GitHub shows of a pull request at one commit: only there can a comment stand. */
export interface ShownFile {
  readonly path: string;
  readonly hunks: readonly ShownHunk[];
}

interface Span {
  readonly from: number;
  /** Zero: there is no line of this side. */
  readonly lines: number;
}
export interface ShownHunk {
  readonly old: Span;
  readonly now: Span;
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly startLine?: number;
  readonly isOld?: true;
}

const HEAD = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm;

/** By their first lines, which say what they span; nothing that stands in a hunk begins with `@`. */
export const hunksShown = (patch: string): readonly ShownHunk[] =>
  [...patch.matchAll(HEAD)].map(([, old, oldLines = '1', now, lines = '1']) => ({
    old: { from: Number(old), lines: Number(oldLines) },
    now: { from: Number(now), lines: Number(lines) },
  }));

/** GitHub takes a comment on several lines only within one hunk. */
export const isShown = (
  { path, line, startLine = line, isOld }: Place,
  shown: readonly ShownFile[],
): boolean =>
  shown
    .filter((file) => file.path === path)
    .flatMap(({ hunks }) => hunks.map(({ old, now }) => (isOld === true ? old : now)))
    .some(({ from, lines }) => from <= startLine && line < from + lines);
