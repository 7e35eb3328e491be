/** What a dropped file may be called, and how a log line shows the name of one that may not. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** Characters that change the direction of the text around them, or are not seen at all. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const DEVICE = /^(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\.|$)/i;

/**
 * Why a file of this name can't be taken, as the rest of a sentence that begins with the file;
 * undefined: it can. `:` and the like, which Windows refuses but other systems send, may stay.
 */
export function nameProblem(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") return "has no name";
  if (/[/\\]/.test(name)) return "has a path separator in its name";
  if (CONTROL.test(name)) return "has control characters in its name";
  // Node reads bytes that are not UTF-8 as U+FFFD, and then can't find the file again.
  if (LONE_SURROGATE.test(name) || name.includes("\ufffd")) return "has a name that is not UTF-8";
  if (DEVICE.test(name)) return "has a name that Windows keeps for a device";
  if (/[. ]$/.test(name)) return "has a name that ends in a dot or blank, which Windows can't open";
  return undefined;
}

/** The name with control, direction and invisible characters written out: `a\u202eb`. */
export function shownName(name: string): string {
  let shown = "";
  for (const character of name) shown += shownCharacter(character);
  return shown;
}

function shownCharacter(character: string): string {
  if (character === "\\") return "\\\\";
  const isHidden = [CONTROL, INVISIBLE, LONE_SURROGATE].some((kind) => kind.test(character));
  if (!isHidden) return character;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
