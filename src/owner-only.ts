/**
 * Makes files and directories that their owner can use and nobody else, whatever the user's umask is. Where a default ACL
 * takes the umask's place, what `make` asks for counts.
 */
export function ownerOnly<T>(make: () => T): T {
  const umask = process.umask(0o077);
  try {
    return make();
  } finally {
    process.umask(umask);
  }
}
