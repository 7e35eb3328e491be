/** The url of a mail server, how far its encryption is trusted, and when a mail is tried again. */
import { describe, expect, it } from "vitest";
import { dueNow, isGivenUp, pauseAfter } from "../../../src/notify/back-off.ts";
import { mailServerOf, tlsRuleOf } from "../../../src/notify/mail-server.ts";
import { isOneOf } from "../../../src/notify/type-patterns.ts";

describe("the url of a mail server", () => {
  it("has a usual port for each kind", () => {
    const port = (url: string): number => mailServerOf(url).port;
    expect(port("smtp://mail.example")).toBe(25);
    expect(port("smtp://me:x@mail.example")).toBe(587);
    expect(port("smtps://mail.example")).toBe(465);
    expect(port("smtp://[::1]:2525\n")).toBe(2525);
    expect(mailServerOf("smtp://[::1]:2525").host).toBe("::1");
  });

  it("may have any characters in user and password", () => {
    const { login } = mailServerOf("smtp://me%40example.com:p%3A%2F@mail.example");
    expect(login?.user).toBe("me@example.com");
    expect(login?.password.reveal()).toBe("p:/");
    expect(JSON.stringify(login)).not.toContain("p:/");
  });

  it.each(["http://mail.example", "smtp://", "mail.example", "smtp://me:hush@:25"])(
    "is refused without being shown: %s",
    (url) => {
      expect(() => mailServerOf(url)).toThrow(/^mail: the url of the mail server is wrong$/);
    },
  );
});

describe("the encryption of a mail server", () => {
  const rule = (url: string, hasCa = false) => tlsRuleOf(mailServerOf(url), hasCa);

  it("is verified where a password goes out, with smtps, and with a ca", () => {
    const strict = { isRequired: true, isVerified: true };
    expect(rule("smtp://me:x@mail.example")).toEqual(strict);
    expect(rule("smtps://mail.example")).toEqual(strict);
    expect(rule("smtp://mail.example", true)).toEqual(strict);
  });

  it("is taken as it comes without a password, and on this machine", () => {
    const any = { isRequired: false, isVerified: false };
    expect(rule("smtp://mail.example")).toEqual(any);
    expect(rule("smtp://me:x@127.0.0.1")).toEqual(any);
    expect(rule("smtp://me:x@localhost")).toEqual(any);
    expect(rule("smtp://me:x@127.example.com").isVerified).toBe(true);
  });
});

describe("a mail that was not taken", () => {
  it("is tried after 1, 5, 15 and 60 minutes, then hourly", () => {
    const minutes = [1, 2, 3, 4, 5, 60].map((attempt) => pauseAfter(attempt) / 60_000);
    expect(minutes).toEqual([1, 5, 15, 60, 60, 60]);
  });

  it("is given up after three days", () => {
    const queuedAt = "2026-03-01T00:00:00.000Z";
    expect(isGivenUp(queuedAt, new Date("2026-03-03T23:59:59Z"))).toBe(false);
    expect(isGivenUp(queuedAt, new Date("2026-03-04T00:00:00Z"))).toBe(true);
  });

  it("is due at its time, or when a wrong clock has put it further ahead than any pause", () => {
    const now = new Date("2026-03-04T00:00:00Z");
    expect(dueNow(now)).toEqual({
      at: "2026-03-04T00:00:00.000Z",
      orAfter: "2026-03-04T01:01:00.000Z",
    });
  });
});

describe("types that are named by patterns", () => {
  it("match whole, without regard to case, and take dots as dots", () => {
    expect(isOneOf("DataUpdater/customers", ["dataupdater/*"])).toBe(true);
    expect(isOneOf("Directory", ["*"])).toBe(true);
    expect(isOneOf("Directory", ["Direct"])).toBe(false);
    expect(isOneOf("DataUpdaterX", ["Data.pdaterX", "DataImporter/*"])).toBe(false);
  });
});
