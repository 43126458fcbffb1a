import type { FileMode, ServedFile } from './edits.ts';

/** A file as the model saw it and as it is now. Null: it was not shown, or is not there. */
export interface AnswerFile {
  readonly path: string;
  readonly served: string | null;
  readonly current: string | null;
  readonly mode?: FileMode;
  /** The lines that were shown of it; left out: all. */
  readonly parts?: ServedFile['parts'];
}
