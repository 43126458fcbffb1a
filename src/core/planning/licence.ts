import parse, { type Expression } from 'spdx-expression-parse';
import satisfies from 'spdx-satisfies';
import { sha256Hex } from '../hash.ts';

/** v7 section 12: what code may be taken over under. Everything else is restricted, whatever it is called. */
export const ALLOWED_LICENCES = [
  'MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'ISC',
] as const;
export type AllowedLicence = (typeof ALLOWED_LICENCES)[number];

export type LicenceVerdict =
  | { readonly is: 'allowed' }
  | { readonly is: 'restricted' }
  /** Not an SPDX expression: nobody can say what it asks for. */
  | { readonly is: 'unknown' };

/** Judges an SPDX expression; of alternatives (`OR`) one has to be allowed, of parts (`AND`) all. */
export function licenceVerdict(expression: string): LicenceVerdict {
  if (!isSpdx(expression)) return { is: 'unknown' };
  return { is: satisfies(expression, [...ALLOWED_LICENCES]) ? 'allowed' : 'restricted' };
}

/** The licences that hold under an allowed expression: of alternatives the first that is allowed, of parts all. */
export const licencesIn = (expression: string): readonly string[] =>
  isSpdx(expression) ? leaves(parse(expression)) : [];

function leaves(node: Expression): readonly string[] {
  if ('license' in node)
    return isAllowed(node.license) && !('exception' in node) ? [node.license] : [];
  const [left, right] = [leaves(node.left), leaves(node.right)];
  return node.conjunction === 'or' && left.length > 0 ? left : [...left, ...right];
}

const isAllowed = (id: string): boolean => ALLOWED_LICENCES.some((allowed) => allowed === id);

function isSpdx(expression: string): boolean {
  try {
    parse(expression);
    return true;
  } catch (error) {
    // The parser's only way to say no.
    if (!(error instanceof Error)) throw error;
    return false;
  }
}

/**
 * Which licence a text is, word by word, or null. The attacker names a licence that is allowed and adds a
 * sentence to its text: nothing may stand beside it but its title and whose copyright it is.
 */
export function licenceOfText(text: string): AllowedLicence | null {
  if (text.length > MAX_CHARS) return null;
  if (isApache(text)) return 'Apache-2.0';
  if (hidesTerms(text)) return null;
  const words = wordsOf(withoutNames(text));
  for (const [id, body] of BODIES) if (body.test(words)) return id;
  return null;
}

const MAX_CHARS = 64_000;

/** Words of a condition in a line that is read over as a name. */
const TERMS =
  /\b(?:commercial|prohibit|forbid|forbidden|must|shall|may|not|unless|only|except|restrict|restricted|require|required|permission|fee|pay)\b/i;

const hidesTerms = (text: string): boolean =>
  [...text.replaceAll('\r', '').matchAll(NAMES)].some(([line]) => TERMS.test(line));

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/['"`‘’“”]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const NAMES =
  /^[ \t#*=-]*(?:(?:the )?(?:(?:mit|isc|bsd|new|modified|simplified|revised|[23]-clause|\([23]-clause\)|"|expat)[ \t]*)+(?:licen[cs]e)?(?:[ \t]*\([^)\n]{0,30}\))?|licen[cs]e(?:[ \t]*\([^)\n]{0,30}\))?|(?:(?:the )?(?:mit|isc|bsd) licen[cs]e[ \t]+)?(?:portions )?(?:copyright(?![ \t]+(?:notice|holder|owner|law|and|or)\b)|\(c\)|©)[^\n]{0,300}|all rights reserved)[ \t.*:=-]*$/gim;

/** Without the lines that differ from project to project: the title, and whose copyright it is. */
const withoutNames = (text: string): string => text.replaceAll('\r', '').replace(NAMES, '');

const DISCLAIMER = (who: string): string =>
  `this software is provided by ${who} as is and any express or implied warranties including but not limited to the implied warranties of merchantability and fitness for a particular purpose are disclaimed in no event shall ${who} be liable for any direct indirect incidental special exemplary or consequential damages including but not limited to procurement of substitute goods or services loss of use data or profits or business interruption however caused and on any theory of liability whether in contract strict liability or tort including negligence or otherwise arising in any way out of the use of this software even if advised of the possibility of such damage`;
/** Names of people and companies stand where the template has the holder. */
const HOLDERS = '(?:the )?(?:copyright (?:holders?|owners?)|authors?|[a-z0-9 ]{1,80}?)';
const WHO = `${HOLDERS}(?: and (?:its |the )?contributors)?`;
const REDISTRIBUTE =
  'redistribution and use in source and binary forms with or without modification are permitted provided that the following conditions are met(?: 1)? redistributions of source code must retain the above copyright notice this list of conditions and the following disclaimer(?: 2)? redistributions in binary form must reproduce the above copyright notice this list of conditions and the following disclaimer in the documentation and or other materials provided with the distribution';
const ENDORSE = `(?: 3)? neither the names? of ${HOLDERS} nor the names of (?:its |their |the )?contributors may be used to endorse or promote products derived from this software without specific prior written permission`;

const whole = (body: string): RegExp => new RegExp(`^${body}$`);

const BODIES: readonly (readonly [AllowedLicence, RegExp])[] = [
  [
    'MIT',
    whole(
      'permission is hereby granted free of charge to any person obtaining a copy of this software and associated documentation files the software to deal in the software without restriction including without limitation the rights to use copy modify merge publish distribute sublicense and or sell copies of the software and to permit persons to whom the software is furnished to do so subject to the following conditions the above copyright notice and this permission notice (?:including the next paragraph )?shall be included in all copies or substantial portions of the software the software is provided as is without warranty of any kind express or implied including but not limited to the warranties of merchantability fitness for a particular purpose and noninfringement in no event shall the authors or copyright holders be liable for any claim damages or other liability whether in an action of contract tort or otherwise arising from out of or in connection with the software or the use or other dealings in the software',
    ),
  ],
  [
    'ISC',
    whole(
      'permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted provided that the above copyright notice and this permission notice appear in all copies the software is provided as is and (?:the author|isc|[a-z0-9 ]{1,60}?) disclaims all warranties with regard to this software including all implied warranties of merchantability and fitness in no event shall (?:the author|isc|[a-z0-9 ]{1,60}?) be liable for any special direct indirect or consequential damages or any damages whatsoever resulting from loss of use data or profits whether in an action of contract negligence or other tortious action arising out of or in connection with the use or performance of this software',
    ),
  ],
  ['BSD-3-Clause', whole(`${REDISTRIBUTE}${ENDORSE} ${DISCLAIMER(WHO)}`)],
  ['BSD-2-Clause', whole(`${REDISTRIBUTE} ${DISCLAIMER(WHO)}`)],
];

/** Of the words of the Apache License 2.0, from its conditions to their end. */
const APACHE = '30e4fead14bea27559ab87df4b7e795f30238bd249aae20bc792ba6615939d57';
const BEFORE =
  /^apache license version 2 0 january 2004 (?:http |https )?www apache org licenses $/;
const AFTER =
  /^end of terms and conditions(?: appendix how to apply the apache license to your work [a-z0-9 ]{0,2000})?(?: copyright [a-z0-9 ]{0,200} licensed under the apache license version 2 0 the license [a-z0-9 ]{0,900})?$/;

function isApache(text: string): boolean {
  const words = wordsOf(text);
  const from = words.indexOf('terms and conditions for use');
  const to = words.indexOf('end of terms and conditions');
  if (from < 0 || to < from) return false;
  return (
    BEFORE.test(words.slice(0, from)) &&
    sha256Hex(words.slice(from, to)) === APACHE &&
    AFTER.test(words.slice(to))
  );
}
