import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as calls from "../../lib/api/calls";
import { ApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { KedunRecord, ObjectMeta, RecordList } from "../../lib/api/types";
import { RecordWriter } from "./writer";

vi.mock("../../lib/api/calls");
const api = vi.mocked(calls);

const field = (name: string, type: string) => ({ name, type, label: { zh: name, en: name } });
const meta = { name: "deal", fields: [field("name", "text"), field("amount", "money"), field("owner", "user"), field("files", "file")] } as unknown as ObjectMeta;
let next = 0;
const record = (values: Record<string, unknown>, version = 1, id = `r${++next}`): KedunRecord => ({ id, object: "deal", version, label: "x", values, masked: [], can: { edit: true, delete: true } });
const conflict = () => new ApiError({ status: 412, code: "version_conflict" });

let client: QueryClient;
const held = (...items: KedunRecord[]) => client.setQueryData(keys.list("deal", {}), { pages: [{ items, next: null, count: { value: items.length, capped: false } }], pageParams: [null] });
const rows = () => client.getQueryData<{ pages: RecordList[] }>(keys.list("deal", {}))?.pages[0]?.items ?? [];

beforeEach(() => {
  client = new QueryClient();
  vi.resetAllMocks();
  api.recordHistory.mockResolvedValue({ items: [], next: null });
});
afterEach(() => client.clear());

describe("one change", () => {
  test("is seen before the server answers, and stays", async () => {
    const r = record({ name: "old", amount: null });
    held(r);
    let answer: (record: KedunRecord) => void = () => undefined;
    api.recordPatch.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const done = new RecordWriter(client, meta).patch(r, { name: "new" });
    await vi.waitFor(() => expect(rows()[0]?.values["name"]).toBe("new"));
    await vi.waitFor(() => expect(api.recordPatch).toHaveBeenCalledWith("deal", r.id, { name: "new" }, 1));
    answer({ ...r, version: 2, values: { name: "new" } });
    expect(await done).toMatchObject({ ok: true });
    expect(rows()[0]).toMatchObject({ version: 2, values: { name: "new", amount: null } });
  });
  test("leaves a list that is just being read for the first time, and has it read again", async () => {
    const r = record({ name: "old" });
    const reads: ((list: RecordList) => void)[] = [];
    const observer = new QueryObserver(client, { queryKey: keys.list("deal", { q: "slow" }), queryFn: () => new Promise<RecordList>((resolve) => reads.push(resolve)) });
    const stop = observer.subscribe(() => undefined);
    api.recordPatch.mockResolvedValue({ ...r, version: 2, values: { name: "new" } });
    expect(await new RecordWriter(client, meta).patch(r, { name: "new" })).toMatchObject({ ok: true });
    expect(observer.getCurrentResult().fetchStatus).toBe("fetching");
    reads[0]?.({ items: [r], next: null, count: null });
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    stop();
  });
  test("is taken back when it is refused", async () => {
    const r = record({ name: "old" });
    held(r);
    const error = new ApiError({ status: 422, code: "validation_failed", fields: [{ field: "name", code: "too_long", message: "too long" }] });
    api.recordPatch.mockRejectedValue(error);
    expect(await new RecordWriter(client, meta).patch(r, { name: "new" })).toEqual({ ok: false, error });
    expect(rows()[0]?.values["name"]).toBe("old");
  });
  test("goes out as the wire wants it", () => {
    const writer = new RecordWriter(client, meta);
    expect(writer.wire({ owner: { id: "u1", label: "A" }, files: [{ id: "f1", name: "x" }], amount: null, unknown: 1 })).toEqual({ owner: "u1", files: ["f1"], amount: null });
  });
  test("two changes of one record go one after the other, the second on the first's version", async () => {
    const r = record({ name: "a", amount: null });
    held(r);
    api.recordPatch.mockImplementation((_object, _id, values, version) => Promise.resolve({ ...r, version: version + 1, values }));
    const writer = new RecordWriter(client, meta);
    await Promise.all([writer.patch(r, { name: "b" }), writer.patch(r, { amount: { amount: "1", currency: "CNY" } })]);
    expect(api.recordPatch.mock.calls.map((call) => call[3])).toEqual([1, 2]);
  });
});

describe("somebody else was faster", () => {
  test("in another field: both changes stand and nobody is asked", async () => {
    const r = record({ name: "a", amount: null });
    held(r);
    const ask = vi.fn();
    api.recordPatch.mockRejectedValueOnce(conflict()).mockResolvedValueOnce({ ...r, version: 6, values: { name: "mine" } });
    api.record.mockResolvedValue({ ...r, version: 5, values: { name: "a", amount: { amount: "9", currency: "CNY" } } });
    expect(await new RecordWriter(client, meta, ask).patch(r, { name: "mine" })).toMatchObject({ ok: true, record: { version: 6 } });
    expect(ask).not.toHaveBeenCalled();
    expect(api.recordPatch.mock.lastCall?.[3]).toBe(5);
  });
  test("in the same field: the reader chooses theirs", async () => {
    const r = record({ name: "a" });
    held(r);
    const theirs = { ...r, version: 5, values: { name: "theirs" } };
    api.recordPatch.mockRejectedValueOnce(conflict());
    api.record.mockResolvedValue(theirs);
    const ask = vi.fn().mockResolvedValue("theirs");
    expect(await new RecordWriter(client, meta, ask).patch(r, { name: "mine" })).toEqual({ ok: true, record: theirs });
    expect(ask).toHaveBeenCalledWith(expect.objectContaining({ fields: ["name"], theirs }));
    expect(api.recordPatch).toHaveBeenCalledTimes(1);
    expect(rows()[0]?.values["name"]).toBe("theirs");
  });
  test("in the same field: the reader chooses their own", async () => {
    const r = record({ name: "a" });
    held(r);
    api.recordPatch.mockRejectedValueOnce(conflict()).mockResolvedValueOnce({ ...r, version: 6, values: { name: "mine" } });
    api.record.mockResolvedValue({ ...r, version: 5, values: { name: "theirs" } });
    await new RecordWriter(client, meta, vi.fn().mockResolvedValue("mine")).patch(r, { name: "mine" });
    expect(rows()[0]).toMatchObject({ version: 6, values: { name: "mine" } });
  });
});

describe("many at once", () => {
  test("deleted rows go at once and come back when the server refuses", async () => {
    const [a, b] = [record({}), record({})];
    held(a, b);
    let refuse: (error: ApiError) => void = () => undefined;
    api.recordsBulk.mockReturnValue(new Promise((_, reject) => (refuse = reject)));
    const done = new RecordWriter(client, meta).remove([a.id]);
    await vi.waitFor(() => expect(rows().map((row) => row.id)).toEqual([b.id]));
    await vi.waitFor(() => expect(api.recordsBulk).toHaveBeenCalled());
    refuse(new ApiError({ status: 403, code: "forbidden" }));
    await expect(done).rejects.toBeInstanceOf(ApiError);
    expect(rows().map((row) => row.id)).toEqual([a.id, b.id]);
  });
  test("many deleted rows stay until the server has taken them, in portions, and the lists are read anew", async () => {
    const kept = record({});
    const ids = Array.from({ length: 1100 }, (_, index) => `x${index}`);
    held(kept, ...ids.map((id) => record({}, 1, id)));
    const seen: number[] = [];
    api.recordsBulk.mockImplementation((_object, body) => {
      expect(rows()).toHaveLength(1101);
      return Promise.resolve({ done: body.ids.length, failed: [] });
    });
    expect(await new RecordWriter(client, meta).remove(ids, { onProgress: (tried) => seen.push(tried) })).toEqual({ done: 1100, failed: [] });
    expect(seen).toEqual([500, 1000, 1100]);
    expect(rows().map((row) => row.id)).toEqual([kept.id]);
    expect(client.getQueryState(keys.list("deal", {}))?.isInvalidated).toBe(true);
  });
  test("what a refusal or a stop leaves undone stays in the list and is told", async () => {
    const ids = Array.from({ length: 1100 }, (_, index) => `x${index}`);
    held(...ids.map((id) => record({}, 1, id)));
    const why = new ApiError({ status: 503, code: "server_busy" });
    api.recordsBulk.mockResolvedValueOnce({ done: 499, failed: [{ id: "x3", code: "forbidden", message: "no" }] }).mockRejectedValueOnce(why);
    expect(await new RecordWriter(client, meta).remove(ids)).toMatchObject({ done: 499, failed: [{ id: "x3" }], left: ids.slice(500), why });
    expect(rows()).toHaveLength(601);

    const stop = new AbortController();
    stop.abort();
    expect(await new RecordWriter(client, meta).remove(ids, { signal: stop.signal })).toMatchObject({ done: 0, left: ids });
    expect(rows()).toHaveLength(601);
  });
  test("after undoing, the lists are read anew", async () => {
    held(record({}));
    api.recordsBulk.mockResolvedValue({ done: 1, failed: [] });
    await new RecordWriter(client, meta).restore(["x"]);
    expect(client.getQueryState(keys.list("deal", {}))?.isInvalidated).toBe(true);
  });
  test("more than the server takes go in portions", async () => {
    api.recordsBulk.mockImplementation((_object, body) => Promise.resolve({ done: body.ids.length, failed: [] }));
    const ids = Array.from({ length: 1201 }, (_, index) => `x${index}`);
    expect(await new RecordWriter(client, meta).patchMany(ids, { name: "n" })).toEqual({ done: 1201, failed: [] });
    expect(api.recordsBulk.mock.calls.map((call) => call[1].ids.length)).toEqual([500, 500, 201]);
  });
});
