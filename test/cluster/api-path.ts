/** An API path taken apart: the collection, and the object in it where the path names one. */
export interface ApiPath {
  readonly collection: string;
  readonly name: string | undefined;
}

/**
 * `/api/v1/namespaces/a/pods/b` → the collection `/api/v1/namespaces/a/pods` and the name `b`. A query belongs to the
 * collection. Throws for what is neither a collection nor an object: a subresource, or no API path at all.
 */
export function parseApiPath(path: string): ApiPath {
  const [plain = '', query] = path.split('?', 2);
  const segments = plain.split('/').filter((segment) => segment !== '');
  const prefix = segments[0] === 'api' ? 2 : segments[0] === 'apis' ? 3 : 0;
  const rest = segments.slice(prefix);
  // "namespaces" is a resource of its own and the first half of a path to others.
  const scope = rest[0] === 'namespaces' && rest.length > 2 ? 2 : 0;
  const resource = rest.slice(scope);
  if (prefix === 0 || resource.length === 0 || resource.length > 2) {
    throw new Error(
      `${path}: neither a collection nor an object; wanted e.g. /api/v1/namespaces/default/pods/NAME`,
    );
  }
  const collection = `/${segments.slice(0, prefix + scope + 1).join('/')}`;
  return { collection: query === undefined ? collection : `${collection}?${query}`, name: resource[1] };
}

/** Adds query parameters to a path that may have some. */
export function withQuery(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}
