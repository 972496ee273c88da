const WHY: { readonly [code: string]: string } = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
  ELOOP: 'its symbolic links go in a circle',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk gives an error',
};

/** Why the system refuses a file, as a phrase for a sentence; undefined if `cause` is nothing that the system said. */
export function refusalOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || !('syscall' in cause)) return undefined;
  return WHY[String(cause.code)] ?? `error ${String(cause.code)}`;
}
