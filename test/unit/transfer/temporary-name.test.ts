import { describe, expect, it } from "vitest";
import { isTemporaryName } from "../../../src/files/temporary-names.ts";
import {
  isTemporaryNameOf,
  PROBE_NAME,
  temporaryName,
} from "../../../src/transfer/temporary-name.ts";

const sha256 = "0123456789abcdef".repeat(4);

describe("the temporary name of a file", () => {
  it("tells name and content, so that a later try finds it and never another one", () => {
    const name = "export-1.z01.smime";
    expect(temporaryName({ name, sha256 })).toBe(".export-1.z01.smime.0123456789ab.quayside-tmp");
  });

  it("is taken neither by a client's pattern nor by a drop folder", () => {
    const name = temporaryName({ name: "export-1.zip.smime", sha256 });
    for (const each of [name, PROBE_NAME]) {
      expect(each.startsWith("export-")).toBe(false);
      expect(isTemporaryName(each)).toBe(true);
    }
  });

  it("is known again for its artifact only, with any content", () => {
    const name = "export-1.zip.smime";
    expect(isTemporaryNameOf(name, temporaryName({ name, sha256 }))).toBe(true);
    expect(isTemporaryNameOf(name, `.${name}.ffffffffffff.quayside-tmp`)).toBe(true);
    expect(isTemporaryNameOf(name, `.${name}.FFFFFFFFFFFF.quayside-tmp`)).toBe(false);
    expect(isTemporaryNameOf(name, `.${name}.quayside-tmp`)).toBe(false);
    expect(isTemporaryNameOf(name, `.${name}.ffffffffffff.quayside-tmp.more`)).toBe(false);
    expect(isTemporaryNameOf(name, `.${name}.x.ffffffffffff.quayside-tmp`)).toBe(false);
    expect(isTemporaryNameOf(name, PROBE_NAME)).toBe(false);
    expect(isTemporaryNameOf("export-1", temporaryName({ name, sha256 }))).toBe(false);
  });
});
