/** What apimachinery's IsValidLabelValue refuses: wanted is …; undefined when it is fine. */
export function labelValueProblem(value: string): string | undefined {
  return /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value)
    ? undefined
    : 'wanted at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends';
}

/** apimachinery IsQualifiedName, for keys of labels, annotations and node selectors. */
export function qualifiedNameProblem(key: string): string | undefined {
  const [name = '', prefix, ...rest] = key.split('/').reverse();
  const ok =
    rest.length === 0 &&
    /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(name) &&
    (prefix === undefined ||
      (prefix.length <= 253 && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(prefix) && !prefix.includes('..')));
  return ok ? undefined : 'wanted a qualified name such as example.com/name';
}
