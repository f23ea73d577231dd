import { expect, it } from "vitest";
import { spelled } from "./spell";

/** As the server makes them: without I, L, O and U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

it("says every character that a code may have, each with a word of its own", () => {
  for (const language of ["zh", "en"] as const) {
    const said = spelled(ALPHABET, language).flat();
    expect(said.filter(({ character, said: word }) => word === character)).toEqual([]);
    expect(new Set(said.map(({ said: word }) => word)).size).toBe(ALPHABET.length);
  }
});

it("keeps the groups", () => {
  expect(spelled("7K-B", "en")).toEqual([
    [
      { character: "7", said: "seven" },
      { character: "K", said: "Kilo" },
    ],
    [{ character: "B", said: "Bravo" }],
  ]);
});
