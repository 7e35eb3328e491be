/** Reads mails with Python's email package: another hand than the one that wrote them. */
import { execFileSync } from "node:child_process";

export interface ReadMail {
  readonly headers: Readonly<Record<string, string>>;
  /** Content types of all parts, the outermost first. */
  readonly parts: readonly string[];
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
  readonly defects: readonly string[];
}

const SCRIPT = `
import base64, email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
body = lambda kind: (mail.get_body((kind,)) or None)
read = lambda part: part.get_content() if part is not None else ""
print(json.dumps({
  "headers": {name: str(value) for name, value in mail.items()},
  "parts": [part.get_content_type() for part in mail.walk()],
  "text": read(body("plain")), "html": read(body("html")),
  "attachments": [{"name": one.get_filename(), "content": base64.b64encode(one.get_payload(decode=True)).decode()}
                  for one in mail.iter_attachments()],
  "defects": [str(one) for part in mail.walk() for one in part.defects],
}))
`;

/** Attachments come as base64 in the JSON, and as text here. */
export function readMail(raw: Buffer): ReadMail {
  const output = execFileSync("/usr/bin/python3", ["-c", SCRIPT], { input: raw });
  const mail = JSON.parse(output.toString()) as ReadMail;
  const attachments = mail.attachments.map(({ name, content }) => {
    return { name, content: Buffer.from(content, "base64").toString() };
  });
  return { ...mail, attachments };
}
