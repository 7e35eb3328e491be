/** The adapter of @streamparser/json: bytes to tokens, numbers with the digits of the file. */
import { Tokenizer, TokenizerError, TokenType } from "@streamparser/json";

/** `punctuation` is one of `{ } [ ] : ,`; the text of a string is without quotes and escapes. */
export type TokenKind = "punctuation" | "string" | "number" | "boolean" | "null";

export type OnToken = (kind: TokenKind, text: string) => void;

/** What is wrong with a text that should be JSON. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";
}

const PUNCTUATION: Readonly<Partial<Record<TokenType, string>>> = {
  [TokenType.LEFT_BRACE]: "{",
  [TokenType.RIGHT_BRACE]: "}",
  [TokenType.LEFT_BRACKET]: "[",
  [TokenType.RIGHT_BRACKET]: "]",
  [TokenType.COLON]: ":",
  [TokenType.COMMA]: ",",
};

/** What decodes the pieces of a string; the library has no option for it. */
interface Decoding {
  bufferedString: { decoder: InstanceType<typeof TextDecoder> };
}

/**
 * Keeps the digits that the library would turn into a rounded number, and the U+FEFF with which a piece
 * of a string begins, which it would take for a byte order mark.
 */
class LexicalTokenizer extends Tokenizer {
  digits = "";

  constructor() {
    super();
    const { bufferedString } = this as unknown as Decoding;
    bufferedString.decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  }

  protected override parseNumber(digits: string): number {
    this.digits = digits;
    return 0;
  }
}

export interface JsonTokens {
  /** @throws {JsonFault} and what `onToken` throws */
  write(bytes: Buffer): void;
  /** Tells that nothing follows. @throws {JsonFault} */
  end(): void;
}

/** Opens a tokenizer: `onToken` is called within `write`. */
export function openTokens(onToken: OnToken): JsonTokens {
  const tokenizer = new LexicalTokenizer();
  let thrown: Error | undefined;
  tokenizer.onToken = ({ token, value }) => {
    const mark = PUNCTUATION[token];
    if (mark !== undefined) onToken("punctuation", mark);
    else if (token === TokenType.STRING) onToken("string", String(value));
    else if (token === TokenType.NUMBER) onToken("number", tokenizer.digits);
    else if (token === TokenType.NULL) onToken("null", "null");
    else onToken("boolean", token === TokenType.TRUE ? "true" : "false");
  };
  tokenizer.onError = (error) => {
    thrown = error;
  };
  const check = (): void => {
    if (thrown === undefined) return;
    const error = thrown;
    thrown = undefined;
    if (error instanceof TokenizerError) throw new JsonFault(plain(error.message));
    throw error;
  };
  return {
    write(bytes) {
      tokenizer.write(bytes);
      check();
    },
    end() {
      if (!tokenizer.isEnded) tokenizer.end();
      check();
    },
  };
}

/** The library's message without its states and positions, which count within a piece of the file. */
function plain(message: string): string {
  if (message.startsWith("Tokenizer ended")) return "it ends in the middle of a value";
  return message.replace(/ in state [A-Z0-9_]+\.?$/, "").replace(/ at chunk position .*$/, "");
}
