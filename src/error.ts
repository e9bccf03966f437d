/** A mistake of the user, told in one line: what is wrong, where, and what to write instead. Ends with exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The tool could not do its job: a directory that cannot be written, a library that is not there. Ends with exit code 3. */
export class ToolError extends Error {
  override name = 'ToolError';
}

/** The reason a system call or anything else failed, in a few words and on one line. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const text = code && code in reasons ? reasons[code] : error instanceof Error ? error.message : String(error);
  return (text ?? '').replace(/\s*\n\s*/g, ' ');
}

/** The errno's name (`ENOENT`) of a failed system call; undefined for other errors. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ELOOP: 'it is a symbolic link, or there are too many',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  EEXIST: 'it exists already',
};
