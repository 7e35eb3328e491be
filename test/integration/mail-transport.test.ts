/** Handing mails to a real mail server: encryption, login, refusals. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { mailServerOf } from "../../src/notify/mail-server.ts";
import { openMailTransport, type OutgoingMail } from "../../src/notify/mail-transport.ts";
import { eximMissing, startMailServer, type MailServerUnderTest } from "../helpers/mail-server.ts";
import { readMail } from "../helpers/read-mail.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";

const inFolder = useTemporaryFolder();

const MAIL: OutgoingMail = {
  messageId: "<01JD.quayside@example.com>",
  date: new Date("2026-03-04T01:00:00Z"),
  from: "Quayside <quayside@example.com>",
  to: ["ops@example.com", "second@example.com"],
  recipients: ["ops@example.com", "second@example.com"],
  subject: "[3 failed] Kunden ümläut 😀 שלום",
  text: "Zeile 1\nשלום 😀\n.\nafter a dot\n",
  html: "<p>שלום 😀</p>",
};

async function firstMail(server: MailServerUnderTest) {
  return readMail(await until("a mail", () => server.mails()[0]));
}

describe.skipIf(eximMissing)("a mail server with STARTTLS and a login", () => {
  it("takes a mail over verified encryption, exact in every character", async () => {
    await using server = await startMailServer(inFolder("exim"), { loginRequired: true });
    const { user, password } = server.login;
    const transport = openMailTransport(
      mailServerOf(`smtp://${user}:${password}@localhost:${server.port}`),
      readFileSync(server.caPath, "utf8"),
    );
    await transport.verify();
    const attachment = { name: "Zeilen ü.csv", content: Buffer.from("a;b\n1;ü\n") };
    const delivery = await transport.send({ ...MAIL, attachment });
    expect(delivery).toMatchObject({ accepted: MAIL.recipients, refused: [], deferred: [] });
    const mail = await firstMail(server);
    expect(mail.headers).toMatchObject({
      Subject: MAIL.subject,
      From: MAIL.from,
      To: "ops@example.com, second@example.com",
      "Message-ID": MAIL.messageId,
      "Auto-Submitted": "auto-generated",
    });
    expect(mail.headers["Received"]).toContain("TLS");
    expect(mail.text).toBe(MAIL.text);
    expect(mail.html.trim()).toBe(MAIL.html);
    expect(mail.attachments).toEqual([{ name: "Zeilen ü.csv", content: "a;b\n1;ü\n" }]);
    expect(mail.parts[1]).toBe("multipart/alternative");
    expect(mail.defects).toEqual([]);
  });

  it("takes a mail that is encrypted from the first byte", async () => {
    await using server = await startMailServer(inFolder("exim"), { smtps: true });
    const url = `smtps://localhost:${server.port}`;
    const transport = openMailTransport(mailServerOf(url), readFileSync(server.caPath, "utf8"));
    await transport.send(MAIL);
    expect((await firstMail(server)).headers["Received"]).toContain("TLS");
    const untrusting = openMailTransport(mailServerOf(url));
    await expect(untrusting.send(MAIL)).rejects.toMatchObject({ code: "N012" });
  });

  it("is refused with N012 when its certificate is of nobody that we trust", async () => {
    await using server = await startMailServer(inFolder("exim"));
    const other = inFolder("other");
    await using stranger = await startMailServer(other);
    const transport = openMailTransport(
      mailServerOf(`smtp://localhost:${server.port}`),
      readFileSync(stranger.caPath, "utf8"),
    );
    await expect(transport.send(MAIL)).rejects.toMatchObject({
      name: "OperatorError",
      code: "N012",
    });
    expect(server.mails()).toEqual([]);
  });

  it("is refused with N012 when it offers no encryption and one is asked for", async () => {
    await using server = await startMailServer(inFolder("exim"), { tls: false });
    const ca = readFileSync(server.caPath, "utf8");
    const transport = openMailTransport(mailServerOf(`smtp://localhost:${server.port}`), ca);
    await expect(transport.send(MAIL)).rejects.toMatchObject({ code: "N012" });
  });

  it("tells a wrong password as N012, without the password", async () => {
    await using server = await startMailServer(inFolder("exim"), { loginRequired: true });
    const login = { user: "anna", password: new Secret("not-the-one") };
    const transport = openMailTransport({
      ...{ host: "localhost", port: server.port, isTls: false, login },
    });
    const error: unknown = await transport.verify().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "OperatorError", code: "N012" });
    expect(JSON.stringify(error) + String(error)).not.toContain("not-the-one");
  });
});

describe.skipIf(eximMissing)("a mail server that refuses", () => {
  it("takes the mail for the others when one recipient is refused, and sorts later from never", async () => {
    await using server = await startMailServer(inFolder("exim"));
    server.answer({ "gone@example.com": "550 no such user", "full@example.com": "451 try later" });
    const transport = openMailTransport(mailServerOf(`smtp://127.0.0.1:${server.port}`));
    const recipients = ["gone@example.com", "ops@example.com", "full@example.com"];
    const delivery = await transport.send({ ...MAIL, recipients });
    expect(delivery.accepted).toEqual(["ops@example.com"]);
    expect(delivery.refused).toEqual([{ address: "gone@example.com", reason: "550 no such user" }]);
    expect(delivery.deferred).toEqual([{ address: "full@example.com", reason: "451 try later" }]);
  });

  it("gives the refusals as values also when nobody is left", async () => {
    await using server = await startMailServer(inFolder("exim"));
    server.answer({ "gone@example.com": "550 no such user" });
    const transport = openMailTransport(mailServerOf(`smtp://127.0.0.1:${server.port}`));
    const delivery = await transport.send({ ...MAIL, recipients: ["gone@example.com"] });
    expect(delivery).toMatchObject({ accepted: [], deferred: [] });
    expect(delivery.refused).toHaveLength(1);
  });

  it("tells a mail that is too large as N013 with the server's code 552", async () => {
    await using server = await startMailServer(inFolder("exim"), { sizeLimit: "100K" });
    const transport = openMailTransport(mailServerOf(`smtp://127.0.0.1:${server.port}`));
    const attachment = { name: "big.csv", content: Buffer.alloc(300_000, "x") };
    await expect(transport.send({ ...MAIL, attachment })).rejects.toMatchObject({
      code: "N013",
      details: { responseCode: 552 },
    });
  });

  it("tells a server that is away as N010", async () => {
    const server = await startMailServer(inFolder("exim"));
    await server.stop();
    const transport = openMailTransport(mailServerOf(`smtp://127.0.0.1:${server.port}`));
    await expect(transport.send(MAIL)).rejects.toMatchObject({
      name: "TransientError",
      code: "N010",
    });
  });
});
