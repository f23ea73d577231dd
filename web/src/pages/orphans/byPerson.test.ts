import { expect, it } from "vitest";
import { byPerson } from "./byPerson";

const ref = (id: string) => ({ id, label: id.toUpperCase() });

it("gathers records, views and teams by whose they are, the most first", () => {
  const items = [
    { object: "account", owner: ref("a"), count: 2 },
    { object: "account", owner: ref("b"), count: 9 },
    { object: "view", owner: ref("a"), count: 1 },
  ];
  const found = byPerson({ items, teams: [{ team: ref("t"), manager: ref("c") }, { team: ref("u"), manager: ref("a") }] });
  expect(found.map(({ person, total }) => [person.id, total])).toEqual([["b", 9], ["a", 4], ["c", 1]]);
  expect(found[1]).toMatchObject({ counts: [{ object: "account", count: 2 }, { object: "view", count: 1 }], teams: [ref("u")] });
});
