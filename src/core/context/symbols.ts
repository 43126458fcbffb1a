/** Names that a text defines, in the order in which they stand there, by the words that define names in most languages. */
export function definedIn(text: string): readonly string[] {
  const names = new Set<string>();
  for (const pattern of [KEYWORD, METHOD])
    for (const found of text.matchAll(pattern)) if (found[1] !== undefined) names.add(found[1]);
  return [...names];
}

const KEYWORD =
  /^[ \t]*(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|async|pub(?:\([a-z]+\))?|unsafe|override|sealed|partial)[ \t]+){0,5}(?:function\*?|class|interface|type|enum|struct|trait|fn|func|def|module|namespace|const|object|record|impl|macro)[ \t]+(?:\([^()\n]{0,80}\)[ \t]*)?([\p{L}_$][\p{L}\p{N}_$]{2,80})/gmu;
/** A name at the beginning of a line with its arguments and a body behind: C, Java, methods of a class, shell. */
const METHOD =
  /^(?:[ \t]{0,8}(?:[\w<>[\],.*&:]+[ \t]+){0,4})(?!(?:if|for|while|switch|catch|return|else|func|function|pub|fn)\b)([\p{L}_$][\p{L}\p{N}_$]{2,80})[ \t]?\([^()\n]{0,200}\)[^;\n=]{0,60}(?:\{[ \t]*$|\n\{)/gmu;

const QUOTED = /`([^`\n]{1,120})`/g;
const CODE_NAME =
  /(?<![\p{L}\p{N}_$./-])(?:\p{Ll}[\p{Ll}\p{N}]*\p{Lu}[\p{L}\p{N}]*|\p{Lu}[\p{Ll}\p{N}]+\p{Lu}[\p{L}\p{N}]*|[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+|[\p{L}_$][\p{L}\p{N}_$]*(?=\(\)))/gu;

/** Names that a text speaks of as code: quoted, with humps or underscores, or called. */
export function namesIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(QUOTED)].flatMap(
    ([, inner]) => inner?.match(/[\p{L}_$][\p{L}\p{N}_$]{2,80}/gu) ?? [],
  );
  return [...new Set([...quoted, ...(text.match(CODE_NAME) ?? [])])];
}
