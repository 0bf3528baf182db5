/** A private key, to its end or to where a message was cut. */
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** What stands before the host of an address, up to the last `@`: passwords hold that sign as well. */
const USER = /([a-z][a-z0-9+.-]*):\/\/([^\s/?#'"`]*)@/gi;

/** Tokens that say by their first letters what they are: GitHub's and GitLab's. */
const TOKEN = /\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,})/g;

/**
 * A text without the credentials that can be told by their form: private keys, tokens of GitHub and GitLab, and whoever
 * an address names before its host. The user of an `ssh` address is no secret, and stays.
 *
 * @param mask What to put in the place of one.
 */
export function masked(text: string, mask: (secret: string) => string = () => '***'): string {
  return text
    .replace(PRIVATE_KEY, (key) => mask(key))
    .replace(USER, (address, scheme: string, user: string) =>
      /^(git\+)?ssh$/i.test(scheme) && !user.includes(':') ? address : `${scheme}://${mask(user)}@`,
    )
    .replace(TOKEN, (token) => mask(token));
}
