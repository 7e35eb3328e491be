/** Names that mean "not a file to take": what programs write to first, lock with, or hide. */
const ENDINGS = [".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp"];
const STARTS = ["~$", "."];
const LOCK = /^(?:~\$(?<excel>.+)|\.~lock\.(?<office>.+)#)$/su;

/** `*.tmp *.part *.partial *.filepart *.crdownload *.swp ~$* .*`, without regard to case. */
export function isTemporaryName(name: string): boolean {
  const folded = name.toLowerCase();
  return (
    STARTS.some((start) => folded.startsWith(start)) ||
    ENDINGS.some((ending) => folded.endsWith(ending))
  );
}

/** Files that stand beside `name` while Excel or LibreOffice has it open. */
export function lockSiblings(name: string): readonly string[] {
  return [`~$${name}`, `.~lock.${name}#`];
}

/** The file that a lock sibling stands for: `~$a.xlsx` and `.~lock.a.xlsx#` give `a.xlsx`. */
export function lockedNameOf(name: string): string | undefined {
  const found = LOCK.exec(name)?.groups;
  return found?.["excel"] ?? found?.["office"];
}
