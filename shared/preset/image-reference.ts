/** What the API server reads from the name of an image: whether it means "latest" (distribution/reference, pkg/util/parsers). */

const DOMAIN = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const PATH = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REMAINDER = new RegExp(
  `^${PATH}(?:/${PATH})*(?::([\\w][\\w.-]{0,127}))?(@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);
/** An identifier, which may not be the name of an image. */
const IDENTIFIER = /^[0-9a-f]{64}$/;

/** An image without a tag and without a digest is latest; a name that cannot be read is not. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const hasDomain =
    slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  if ((hasDomain && !DOMAIN.test(first)) || IDENTIFIER.test(image)) return 'IfNotPresent';
  const match = REMAINDER.exec(hasDomain ? image.slice(slash + 1) : image);
  if (match === null) return 'IfNotPresent';
  const [, tag, digest] = match;
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}
