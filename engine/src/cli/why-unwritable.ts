/** Why a file that a user has named cannot be written, in their terms. */
export function whyUnwritable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such folder";
    case "ENOTDIR":
      return "a part of its path is a file, not a folder";
    case "EISDIR":
      return "it is a folder: name a file";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "writing it is not permitted";
    case "ENOSPC":
      return "there is no space left to write it";
    default:
      return message;
  }
}
