import { describe, expect, it } from "vitest";
import type { T } from "../i18n";
import { ApiError } from "./error";
import { errorWords } from "./words";

const t = ((key: string) => key) as unknown as T;
const words = (status: number, code: string, rest: object = {}) => errorWords(new ApiError({ status, code, ...rest }), t);

describe("an error in words", () => {
  it("is what is wrong with the first field, where nothing else shows it", () => {
    const fields = [{ field: "policies", code: "too_many_items", message: "At most 20." }, { field: "x", code: "y", message: "Second." }];
    expect(words(422, "validation_failed", { title: "Some fields need attention.", fields })).toBe("At most 20.");
    expect(words(422, "validation_failed", { title: "Some fields need attention." })).toBe("Some fields need attention.");
    expect(words(409, "escalation", { title: "More than you may.", fields })).toBe("More than you may.");
  });
  it("says that a server is busy in the server's own words, and of other faults nothing of the inside", () => {
    expect(words(503, "unavailable", { title: "The system is busy." })).toBe("The system is busy.");
    expect(words(503, "http_503")).toBe("error.server");
    expect(words(500, "internal", { title: "Panicked at 3." })).toBe("error.server");
  });
});
