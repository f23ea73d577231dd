import { describe, expect, it, vi } from "vitest";
import type { User } from "../../lib/api/types";
import { changesOf, isNotInvited, saveUser } from "./save";

const user: User = { id: "u1", name: "Anna", email: null, team: { id: "t1", label: "West" }, roles: ["sales_rep", "auditor"], active: true, state: "invited", last_sign_in_at: null, version: 4 };
const draft = { name: "Anna", email: "", team: "t1", roles: user.roles };
const calls = () => ({
  email: vi.fn((_id: string, email: string, version: number) => Promise.resolve({ ...user, email, version: version + 1 })),
  patch: vi.fn((_id: string, _patch: object, version: number) => Promise.resolve({ ...user, version: version + 1 })),
});

describe("what changed", () => {
  it("is nothing in a form not touched, whatever the order of the roles", () => {
    expect(changesOf(user, draft)).toEqual({});
    expect(changesOf(user, { ...draft, roles: ["auditor", "sales_rep"] })).toEqual({});
  });
  it("is the address without the spaces, and never no address", () => {
    expect(changesOf(user, { ...draft, email: " anna@example.com " })).toEqual({ email: "anna@example.com" });
    expect(changesOf({ ...user, email: "a@b.c" }, draft)).toEqual({});
  });
  it("is the name, the team and the roles", () => {
    expect(changesOf(user, { ...draft, name: "Ann ", team: null, roles: ["auditor"] })).toEqual({ name: "Ann", team: null, roles: ["auditor"] });
  });
});

describe("saving", () => {
  it("sends the address first and the rest on the version it made", async () => {
    const api = calls();
    const heard = vi.fn();
    expect(await saveUser(user, { email: "anna@example.com", name: "Ann" }, api, heard)).toMatchObject({ version: 6 });
    expect(api.email).toHaveBeenCalledWith("u1", "anna@example.com", 4);
    expect(api.patch).toHaveBeenCalledWith("u1", { name: "Ann" }, 5);
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ version: 5 }));
  });
  it("sends only what there is", async () => {
    const api = calls();
    await saveUser(user, { email: "anna@example.com" }, api, vi.fn());
    expect(api.patch).not.toHaveBeenCalled();
    await saveUser(user, { roles: [] }, api, vi.fn());
    expect(api.email).toHaveBeenCalledTimes(1);
    expect(api.patch).toHaveBeenCalledWith("u1", { roles: [] }, 4);
  });
  it("stops at a refused address", async () => {
    const api = calls();
    api.email.mockRejectedValueOnce(new Error("taken"));
    await expect(saveUser(user, { email: "x@y.z", name: "Ann" }, api, vi.fn())).rejects.toThrow("taken");
    expect(api.patch).not.toHaveBeenCalled();
  });
});

it("somebody without an address is not invited yet", () => {
  expect(isNotInvited(user)).toBe(true);
  expect(isNotInvited({ ...user, email: "a@b.c" })).toBe(false);
  expect(isNotInvited({ ...user, state: "disabled" })).toBe(false);
});
