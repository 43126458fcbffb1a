const NOT_TEXT =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|pdf|zip|gz|tgz|bz2|xz|7z|tar|wasm|woff2?|ttf|otf|eot|mp[34]|mov|webm|ogg|wav|jar|war|class|pyc|whl|mo|gmo|psd|swf|odt|ods|docx|xlsx|pptx|rar|deb|rpm|dmg|iso|o|a|exe|so|dylib|dll|node|db|sqlite)$/i;
/** Nothing for a model: machines write them, and they are large. */
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|cargo\.lock|go\.sum|composer\.lock|gemfile\.lock)$|\.(min\.[cm]?js|map)$/i;
/** Never shown to a model, whatever a plan says. */
const SECRET =
  /(^|\/)(\.env(\.[^/]*|rc)?|[^/]*\.(env|pem|key|p12|pfx|jks|keystore|ppk|tfstate)|id_(rsa|dsa|ecdsa|ed25519)|\.npmrc|\.yarnrc(\.yml)?|\.pypirc|\.netrc|\.htpasswd|\.git-credentials|credentials(\.json)?|secrets\.(ya?ml|json|toml))$/i;
const EXPLAINS = /^(package\.json|tsconfig\.json|README\.md|pyproject\.toml|go\.mod|Cargo\.toml)$/i;

/** By its path, a text that may be shown to a model. */
export const mayBeShown = (path: string): boolean => !NOT_TEXT.test(path) && !SECRET.test(path);

/** A lockfile, or what a build wrote. */
export const isGenerated = (path: string): boolean => GENERATED.test(path);

/** By its path, a text whose words say what it is about. */
export const hasReadableText = (path: string): boolean => mayBeShown(path) && !isGenerated(path);

/** A file that explains the repository as a whole. */
export const isExplaining = (path: string): boolean => EXPLAINS.test(path);
