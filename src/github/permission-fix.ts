interface Refused {
  /** What GitHub says that the request takes: `issues=write; pull_requests=write`. */
  readonly needed?: unknown;
  readonly opensPull?: boolean;
}

/** Where a permission that is missing is given, and which it is where GitHub says so. */
export function permissionFix(as: string, { needed, opensPull = false }: Refused): string {
  const names = permissionsIn(needed, as === 'token' ? '-' : '_');
  if (as !== 'token') {
    const which = names === null ? '' : ` It takes ${names}.`;
    return `Compare the permissions of the installation with app.yml, and see that the repository is not archived.${which}`;
  }
  const which =
    names === null
      ? 'Give the workflow the permissions of docs/github-action.md of Autopack'
      : `Put ${names} under the workflow’s permissions`;
  return opensPull
    ? `${which}, and turn on Settings → Actions → General → Allow GitHub Actions to create and approve pull requests.`
    : `${which}, and see that the repository is not archived.`;
}

/** Each of the sets is enough. Null: it does not say, or in a way that we do not know. */
function permissionsIn(header: unknown, between: '-' | '_'): string | null {
  if (typeof header !== 'string' || !/^[a-z_]+=[a-z]+([,;] *[a-z_]+=[a-z]+)*$/.test(header))
    return null;
  return header
    .replaceAll('_', between)
    .replaceAll('=', ': ')
    .replaceAll(/, */g, ' and ')
    .replaceAll(/; */g, ' or ');
}
