/** The names under which a rehearsal's git host is reached. */
export const HOST = 'github.com';
export const API_HOST = 'api.github.com';
