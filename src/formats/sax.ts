/** The adapter of saxes: XML text to events, with limits and without document types. */
import { SaxesParser } from "saxes";
import { InputError } from "../core/errors.ts";
import { corrupt } from "./faults.ts";

export type Attributes = Readonly<Record<string, string>>;

/** Names come without their prefix. */
export interface XmlSink {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  /** Text or CDATA; may come in parts. */
  text(text: string): void;
}

const MAX_DEPTH = 64;
/** Text, attributes or a comment in one piece: the parser holds them in memory. */
const MAX_PIECE_CHARS = 16 * 1024 * 1024;
/** What stands before the root: a document type is known for one only at its end. */
const MAX_PROLOG_CHARS = 1024 * 1024;

export interface XmlParser {
  /** @throws {InputError} F009 F010, and what the sink throws */
  write(text: string): void;
  /** Tells that a part of the text was read elsewhere, so that lines and columns mean nothing. */
  leaveOut(): void;
  /** Tells that nothing follows. @throws {InputError} F010 */
  end(): void;
}

/** A name without its namespace prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}

/**
 * @param what names the text in messages: "the file", "xl/workbook.xml".
 * No more listeners than these: with eight of them V8 keeps the parser as a dictionary, and it
 * becomes seven times slower.
 */
export function openXml(what: string, sink: XmlSink): XmlParser {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let isWhole = true;
  let depth = 0;
  let silentChars = 0;
  let mostChars = MAX_PROLOG_CHARS;
  parser.on("error", (error) => {
    throw corrupt(`${what} is not valid XML: ${plain(error.message, isWhole)}`, error);
  });
  parser.on("doctype", () => {
    throw corrupt(`${what} has a document type (DOCTYPE), which is not read`);
  });
  parser.on("opentag", (tag) => {
    silentChars = 0;
    mostChars = MAX_PIECE_CHARS;
    if (++depth > MAX_DEPTH) throw corrupt(`${what} is nested deeper than ${MAX_DEPTH} levels`);
    sink.open(localName(tag.name), tag.attributes);
  });
  parser.on("closetag", (tag) => {
    silentChars = 0;
    depth--;
    sink.close(localName(tag.name));
  });
  const text = (piece: string): void => {
    silentChars = 0;
    sink.text(piece);
  };
  parser.on("text", text);
  parser.on("cdata", text);
  return {
    write(piece) {
      silentChars += piece.length;
      parser.write(piece);
      if (silentChars <= mostChars) return;
      throw new InputError("F009", `${what} has a piece of text over ${mostChars} characters`);
    },
    leaveOut() {
      isWhole = false;
    },
    end() {
      parser.close();
    },
  };
}

/** `3:14: undefined entity.` as a sentence. */
function plain(message: string, isWhole: boolean): string {
  const [, line, column, text] = /^(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  if (line === undefined || column === undefined || text === undefined) return message;
  const where = isWhole ? `line ${line}, column ${column}: ` : "";
  return `${where}${text.replace(/\.$/, "")}`;
}
