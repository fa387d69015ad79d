const secret = '***';

/**
 * A URL fit for messages and logs: without user name and password, and without the query, where cameras take passwords too.
 * Text that is no URL is returned as it is.
 *
 * An unescaped `/`, `?` or `#` in a password makes the rest of it look like a path or query. So where an `@` follows the
 * authority, and a `:` or `@` in the authority says that it may have been cut inside a password, only the scheme is shown.
 */
export function redactUrl(url: string): string {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*:\/\/)([^]*)$/i.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) return url;
  const authority = rest.split(/[/?#]/, 1)[0] ?? '';
  const path = rest.slice(authority.length);
  if (path.includes('@') && /[:@]/.test(authority)) return scheme + secret;
  const at = authority.lastIndexOf('@');
  const host = at < 0 ? authority : `${secret}${authority.slice(at)}`;
  return scheme + host + path.replace(/[?#][^]*$/, `?${secret}`);
}
