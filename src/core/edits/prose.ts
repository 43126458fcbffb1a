/** Files in which fences and placeholders are as good as any line. */
export const isProse = (path: string): boolean =>
  /\.(?:md|mdx|markdown|rst|adoc|txt|tmpl|hbs|ejs)$/i.test(path);
