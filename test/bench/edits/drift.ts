/** What goes wrong in the hunks a model writes, whatever format they are in. */
import type { Change } from './changes.ts';
import { type Draft, isUnique, oldOf, type Signed } from './write.ts';

export interface Drifted {
  readonly hunks: readonly Signed[];
  readonly expect: 'exact' | 'either' | 'refuse';
}

export type Drift = (change: Change, draft: Draft) => Drifted | null;

const mapText = (hunk: Signed, of: (text: string, index: number) => string): Signed =>
  hunk.map((line, index) => `${line[0] ?? ' '}${of(line.slice(1), index)}`);

const sure = ({ before }: Change, hunks: readonly Signed[]): Drifted['expect'] =>
  hunks.every((hunk) => isUnique(hunk, before)) ? 'exact' : 'either';

const all =
  (of: (hunk: Signed) => Signed): Drift =>
  (change, { hunks }) => ({ hunks: hunks.map(of), expect: sure(change, hunks) });

const trailing = all((hunk) => mapText(hunk, (text) => (text.trim() === '' ? text : `${text}  `)));

const indent: Drift = (change, draft) => {
  const drifted = all((hunk) =>
    mapText(hunk, (text) => (text.trim() === '' ? text : `    ${text}`)),
  );
  return drifted(change, draft);
};

/** Every line lost the white space that the hunk's lines have in common. */
const dedent: Drift = (change, { hunks }) => {
  const out = hunks.map((hunk) => {
    const full = hunk.map((line) => line.slice(1)).filter((text) => text.trim() !== '');
    const least = Math.min(...full.map((text) => text.length - text.trimStart().length));
    return mapText(hunk, (text) => text.slice(Number.isFinite(least) ? least : 0));
  });
  return same(out, hunks) ? null : { hunks: out, expect: sure(change, hunks) };
};

const same = (a: readonly Signed[], b: readonly Signed[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Tabs for the file's spaces, or spaces for its tabs. */
const tabs: Drift = (change, { hunks }) => {
  const unit = /\n( {2,4})\S/.exec(change.before)?.[1] ?? null;
  const tabbed = /\n\t/.test(change.before);
  if (tabbed === (unit !== null)) return null;
  const swap = (text: string): string => {
    const lead = /^[ \t]*/.exec(text)?.[0] ?? '';
    const swapped = tabbed ? lead.replaceAll('\t', '    ') : lead.replaceAll(unit ?? '  ', '\t');
    return swapped + text.slice(lead.length);
  };
  const even = hunks.flat().every((line) => {
    const lead = /^[ \t]*/.exec(line.slice(1))?.[0] ?? '';
    return tabbed ? /^\t*$/.test(lead) : lead.length % (unit?.length ?? 1) === 0;
  });
  const out = hunks.map((hunk) => mapText(hunk, swap));
  if (!even || same(out, hunks)) return null;
  // Where no old line is indented, nothing tells that the added ones drifted.
  const told = hunks.every((hunk) => oldOf(hunk).some((text) => /^\s+\S/.test(text)));
  return { hunks: out, expect: told ? sure(change, hunks) : 'either' };
};

/** A kept line of the first hunk that is not beside a change, and how far it is inside. */
function farContext(hunk: Signed): number {
  return hunk.findIndex(
    (line, index) =>
      line[0] === ' ' &&
      line.trim() !== '' &&
      [hunk[index - 1], hunk[index + 1]].every(
        (beside) => beside === undefined || beside[0] === ' ',
      ),
  );
}

const inFirst =
  (of: (hunk: Signed, at: number) => Signed): Drift =>
  (change, { hunks }) => {
    const at = hunks.findIndex((hunk) => farContext(hunk) >= 0 && isSolid(hunk));
    const hunk = hunks[at];
    if (hunk === undefined) return null;
    const out = hunks.with(at, of(hunk, farContext(hunk)));
    return {
      hunks: out,
      expect: sure(change, hunks) === 'exact' && isSolid(hunk) ? 'exact' : 'either',
    };
  };

/** Enough old lines that say something, so that a hunk is to be found with one line wrong. */
const isSolid = (hunk: Signed): boolean =>
  oldOf(hunk).filter((text) => text.replace(/\W/g, '').length >= 4).length >= 4;

const paraphrase = inFirst((hunk, at) => hunk.with(at, ` ${reword(hunk[at]?.slice(1) ?? '')}`));
const reword = (text: string): string => {
  const words = text.replace(/[A-Za-z]{3,}/, (word) => `${word}Value`);
  return words === text ? `${text} // ok` : words;
};
const dropped: Drift = (change, draft) => {
  const drifted = inFirst((hunk, at) => hunk.toSpliced(at, 1))(change, draft);
  // What is left may stand elsewhere too.
  return drifted === null ? null : { ...drifted, expect: 'either' };
};
const invented = inFirst((hunk, at) =>
  hunk.toSpliced(at, 0, '   const inventedByTheModel = true;'),
);

const inventedRemoved: Drift = (_, { hunks }) => {
  const [first, ...rest] = hunks;
  if (first === undefined) return null;
  const at = first.findIndex((line) => line[0] !== ' ');
  return {
    hunks: [first.toSpliced(at, 0, '-  this line was never in the file();'), ...rest],
    expect: 'refuse',
  };
};

/** The last hunk's removed line is not what stands in the file; the others are fine. */
const oneBad: Drift = (_, { hunks }) => {
  const last = hunks.at(-1);
  if (last === undefined || hunks.length < 2) return null;
  const at = last.findIndex((line) => line[0] === '-' && line.trim().length > 4);
  if (at < 0) return null;
  const bad = last.with(at, `-${reword(last[at]?.slice(1) ?? '')}`);
  return { hunks: [...hunks.slice(0, -1), bad], expect: 'refuse' };
};

const reordered: Drift = (change, { hunks }) =>
  hunks.length < 2 ? null : { hunks: hunks.toReversed(), expect: sure(change, hunks) };

/** Two hunks without the line that parts them. */
const joined: Drift = (change, { hunks }) => {
  const [first, second, ...rest] = hunks;
  if (first === undefined || second === undefined) return null;
  const sound = first.at(-1)?.[0] === ' ' && second[0]?.[0] === ' ';
  const solid = sound && isSolid(first) && isSolid(second);
  return {
    hunks: [[...first, ...second], ...rest],
    expect: solid ? sure(change, hunks) : 'either',
  };
};

const duplicated: Drift = (change, { hunks }) => {
  const [first] = hunks;
  return first === undefined ? null : { hunks: [...hunks, first], expect: sure(change, hunks) };
};

/** Five or more kept lines between two changes, or at an edge, said as `...`. */
const elision =
  (as: ' ' | '+'): Drift =>
  (change, { hunks }) => {
    const out = hunks.map((hunk) => {
      const at = hunk.findIndex((_, from) =>
        hunk.slice(from - 1, from + 4).length === 5
          ? hunk.slice(from - 1, from + 4).every((line) => line[0] === ' ')
          : false,
      );
      return at < 1 ? hunk : hunk.toSpliced(at, 3, `${as}// ... existing code ...`);
    });
    if (same(out, hunks)) return null;
    return { hunks: out, expect: as === '+' ? 'refuse' : 'either' };
  };

export const DRIFTS: Readonly<Record<string, Drift>> = {
  clean: all((hunk) => hunk),
  'trailing-space': trailing,
  'indent-more': indent,
  'indent-lost': dedent,
  'tab-space': tabs,
  'context-paraphrased': paraphrase,
  'context-dropped': dropped,
  'context-invented': invented,
  'removed-invented': inventedRemoved,
  'one-bad-hunk': oneBad,
  'hunks-reordered': reordered,
  'hunks-joined': joined,
  'hunk-twice': duplicated,
  'elided-context': elision(' '),
  'elided-added': elision('+'),
};
