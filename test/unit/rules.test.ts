import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { rulesText } from '../../scripts/generate-rules-docs.ts';
import { RULES } from '../rules/list.ts';

const url = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const texts = new Map<string, string>();
function read(path: string): string {
  const text = texts.get(path) ?? (existsSync(url(path)) ? readFileSync(url(path), 'utf8') : '');
  texts.set(path, text);
  return text;
}
const say = ({ section, rule }: (typeof RULES)[number]): string => `${section} ${rule}`;

describe('the rules of v7', () => {
  it('stand in docs/v7.md (npm run docs)', async () => {
    expect(read('docs/v7.md')).toBe(await rulesText());
  });

  it('can each be switched off: what is changed stands exactly once, and becomes something else', () => {
    const wrong = RULES.filter(
      ({ file, find, replace }) => read(file).split(find).length !== 2 || find === replace,
    );
    expect(wrong.map((rule) => `${say(rule)} (${rule.file}: ${rule.find})`)).toEqual([]);
  });

  it('each name a test that is there', () => {
    const wrong = RULES.filter(({ test }) => !read(test.file).includes(test.name));
    expect(wrong.map((rule) => `${say(rule)} (${rule.test.file}: ${rule.test.name})`)).toEqual([]);
  });

  it('are told once, and by section', () => {
    expect(
      new Set(RULES.map(({ file, find, replace }) => `${file}\n${find}\n${replace}`)).size,
    ).toBe(RULES.length);
    const sections = [...new Set(RULES.map(({ section }) => section))];
    expect(sections).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
    expect(RULES.length).toBeGreaterThanOrEqual(400);
  });
});
