/** Writes docs/v7.md from the table of rules in test/rules. */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { RULES } from '../test/rules/list.ts';
import type { Rule } from '../test/rules/rule.ts';

const DOC = new URL('../docs/v7.md', import.meta.url);

const SECTIONS = [
  'Contract',
  'Run states',
  'Phase and tier states',
  'Fields',
  'Scope and safety',
  'Strategy',
  'Budgets',
  'Findings',
  'Governed apply',
  'CI',
  'Clean tiers and promotion',
  'Planning',
  'Models and prices',
  'Recovery',
  'People and reports',
  'Incident pack',
  'Lessons',
] as const;

const HEAD = `# The rules of v7

Every rule of the v7 model that the sources enforce: the file that does it, and the test that fails when the rule
is switched off. Generated from \`test/rules\` by \`npm run docs\`. \`npm run rules\` switches each of them off in a copy,
one at a time, and runs its test; \`npm run rules -- --only TEXT\` does so with those that name the text.
`;

/** docs/v7.md as it has to be. */
export function rulesText(): Promise<string> {
  const parts = SECTIONS.map((title, index) => part(index + 1, title));
  return format([HEAD, ...parts].join('\n\n'), { parser: 'markdown', singleQuote: true });
}

function part(section: number, title: string): string {
  const own = RULES.filter((rule) => rule.section === section);
  const rows = own.map(row).join('\n');
  return `## ${section} ${title}\n\n| Rule | Enforced by | Proved by |\n|---|---|---|\n${rows}`;
}

const row = ({ rule, file, test }: Rule): string =>
  `| ${cell(rule)} | ${link(file)} | ${link(test.file)} “${cell(test.name)}” |`;

const link = (file: string): string => `[${file.replace(/^(?:src|test)\//, '')}](../${file})`;

/** Text in a cell of a table that means itself. */
const cell = (text: string): string => text.replace(/[|*_<>[\]\\]/g, (char) => `\\${char}`);

if (import.meta.main) writeFileSync(DOC, await rulesText());
