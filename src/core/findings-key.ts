/**
 * The key by which sameness of findings is decided (v7 section 8): category, object, detail. Built by code
 * from what does not move: the file and the line's own text, not its number or the reviewer's wording.
 */
export function findingKey(finding: {
  readonly category: string;
  readonly path: string | null;
  readonly lineText: string | null;
  readonly title: string;
}): string {
  const object = finding.path ?? 'run';
  const detail = normal(finding.lineText ?? '') || normal(finding.title);
  return `${normal(finding.category)}__${object}__${detail}`.slice(0, 200);
}

const normal = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 80);
