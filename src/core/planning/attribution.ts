import type { Violation } from '../govern/governed.ts';
import { type Rule, ruling, textAfter, work } from '../govern/rule.ts';
import type { PhaseStrategy } from '../strategy/strategy.ts';
import { NOTICE, README } from './insert-reuse.ts';
import { licenceOfText } from './licence.ts';

const RULE = 'licence';

/**
 * What every licence of the allowed ones asks for, and more: NOTICE names the source, its commit and licence
 * and holds the licence text, the README gives credit; by this change, or by one before it.
 */
export const attributionRule: Rule = (changes, policy) => {
  if (policy.reuse === undefined) return ruling(RULE, []);
  const { source, before } = policy.reuse;
  const { url, commit, license, licences } = source;
  const after = (path: string): string => {
    const change = changes.find((one) => one.path === path);
    return change === undefined ? (before.get(path) ?? '') : textAfter(change);
  };
  const missing = (path: string, wanted: readonly string[]): readonly Violation[] =>
    wanted
      .filter((text) => !after(path).includes(text))
      .map((text) => work(RULE, path, `names the source without ${text}`));
  const texts = licences.filter((licence) => !holdsLicence(after(NOTICE), licence));
  return ruling(
    RULE,
    [
      ...missing(NOTICE, [url, commit, license]),
      ...texts.map((licence) => work(RULE, NOTICE, `does not hold the text of ${licence}`)),
      ...missing(README, [url, license]),
    ],
    `${url} at ${commit.slice(0, 7)}, ${license}`,
  );
};

/** How each licence begins where it stops naming people; its words have to follow to their end. */
const BEGINS: Readonly<Record<string, RegExp>> = {
  MIT: /permission is hereby granted, free of charge/i,
  ISC: /permission to use, copy, modify/i,
  'BSD-2-Clause': /redistribution and use in source and binary forms/i,
  'BSD-3-Clause': /redistribution and use in source and binary forms/i,
  'Apache-2.0': /apache license\s+version 2\.0/i,
};

/** Whether some part of a notice is the whole text of a licence: it begins where one begins, and ends at a later line. */
function holdsLicence(notice: string, licence: string): boolean {
  const begins = BEGINS[licence];
  if (begins === undefined) return false;
  const lines = notice.split('\n').slice(0, MAX_LINES);
  const starts = lines.flatMap((_, index) =>
    begins.test(lines.slice(index, index + 2).join(' ')) ? [index] : [],
  );
  return starts.slice(0, MAX_STARTS).some((start) => {
    for (let end = Math.min(lines.length, start + LONGEST); end > start; end -= 1)
      if (licenceOfText(lines.slice(start, end).join('\n')) === licence) return true;
    return false;
  });
}

const MAX_LINES = 600;
const MAX_STARTS = 4;
/** Lines of the longest licence, with room. */
const LONGEST = 240;

/** What stays to be kept for as long as the code does; the backlog holds it. */
export interface Obligation {
  readonly key: string;
  readonly title: string;
  readonly phase: string;
  readonly path: string;
  readonly reason: string;
}

/** One obligation for each source that was taken over. */
export const licenceObligations = (
  phases: readonly Pick<PhaseStrategy, 'id' | 'reuse'>[],
): readonly Obligation[] =>
  phases.flatMap(({ id, reuse }) =>
    reuse === undefined
      ? []
      : [
          {
            key: `external_license__${reuse.owner}/${reuse.name}__${reuse.feature}`.toLowerCase(),
            title: `Keep the notice of ${reuse.owner}/${reuse.name} (${reuse.license})`,
            phase: id,
            path: NOTICE,
            reason: `Code of ${reuse.url} at ${reuse.commit} was taken over under ${reuse.license}. For as long as it is here, ${NOTICE} has to name it with its licence text, and ${README} to credit it.`,
          },
        ],
  );
