/** A rule that was broken, and how. */
export class Violation extends Error {
  readonly rule: string;
  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}

export const fail = (rule: string, detail: string): never => {
  throw new Violation(rule, detail);
};
