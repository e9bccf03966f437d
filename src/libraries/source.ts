/** Where libraries may come from. */
export const librarySources = ['auto', 'bundled', 'download', 'build'] as const;
export type LibrarySource = (typeof librarySources)[number];

/** Where this project publishes its releases. */
export const RELEASES = 'https://github.com/org/chaos-action/releases/download';
