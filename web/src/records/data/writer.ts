/**
 * Every write of records: shown at once, taken back when the server refuses, one after the other for one record, and never over somebody
 * else's change. Knows the cache and the API; knows no components.
 */
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import { sameValue, wireValue } from "../../fields/values";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { BulkResult, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { askConflict, type Conflict, type Decision } from "../conflict/store";
import { clashes, type Held, mapHeld, withAnswer, withoutRows, withValues } from "./cache";

export type WriteResult = { ok: true; record: KedunRecord } | { ok: false; error: unknown };

/** What became of many records. Some may not have been tried: somebody stopped it, or a later portion was refused, and `why`. */
export interface BulkAnswer extends BulkResult {
  left?: readonly string[];
  why?: unknown;
}

export interface BulkFollowing {
  /** How many have been tried so far. */
  onProgress?(tried: number): void;
  /** Stops before the next portion. */
  signal?: AbortSignal;
}

type Snapshot = [QueryKey, Held | undefined][];
type Ask = (question: Omit<Conflict, "id" | "decide">) => Promise<Decision>;

const MOST_ATTEMPTS = 4;
const BULK_IDS = 500;

/** The newest version we wrote of each record, so that a second change need not wait for a list to hear of the first. */
const written = new Map<string, number>();
const chains = new Map<string, Promise<unknown>>();

/** Runs writes of one record in their order. */
function inOrder<T>(id: string, job: () => Promise<T>): Promise<T> {
  const before = chains.get(id) ?? Promise.resolve();
  const next = before.then(job, job);
  chains.set(id, next);
  const done = () => {
    if (chains.get(id) === next) chains.delete(id);
  };
  next.then(done, done);
  return next;
}

const isFirstRead = (query: Query): boolean => query.state.data === undefined && query.state.fetchStatus !== "idle";

export class RecordWriter {
  readonly #client: QueryClient;
  readonly #meta: ObjectMeta;
  readonly #ask: Ask;

  constructor(client: QueryClient, meta: ObjectMeta, ask: Ask = askConflict) {
    this.#client = client;
    this.#meta = meta;
    this.#ask = ask;
  }

  /** The values as they are sent. Fields the reader may not write are left out. */
  wire(values: Record<string, unknown>): Record<string, unknown> {
    const sent: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(values)) {
      const field = this.#meta.fields.find((entry) => entry.name === name);
      if (field) sent[name] = wireValue(field, value);
    }
    return sent;
  }

  /** Changes some values. The change is seen at once; a refusal takes it back. */
  async patch(record: KedunRecord, values: Record<string, unknown>): Promise<WriteResult> {
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, record.values[name]]));
    const early = await this.#stopFetching();
    this.#apply(record.id, (held) => withValues(held, values));
    try {
      const answer = await inOrder(record.id, () => this.#send(record, values));
      this.#apply(record.id, (held) => withAnswer(held, answer));
      this.#changed(record.id);
      return { ok: true, record: answer };
    } catch (error) {
      this.#apply(record.id, (held) => withValues(held, before));
      return { ok: false, error };
    } finally {
      early();
    }
  }

  async #send(record: KedunRecord, values: Record<string, unknown>): Promise<KedunRecord> {
    let version = Math.max(record.version, written.get(record.id) ?? 0);
    let base = record.values;
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await calls.recordPatch(this.#meta.name, record.id, this.wire(values), version);
        written.set(record.id, answer.version);
        return answer;
      } catch (error) {
        if (!isApiError(error, "version_conflict") || attempt >= MOST_ATTEMPTS) throw error;
        const theirs = await calls.record(this.#meta.name, record.id);
        const fields = clashes(base, theirs.values, values, sameValue);
        // Somebody changed other fields: both changes can stand.
        if (fields.length > 0 && (await this.#decide(theirs, values, fields)) === "theirs") return theirs;
        version = theirs.version;
        base = theirs.values;
      }
    }
  }

  async #decide(theirs: KedunRecord, mine: Record<string, unknown>, fields: string[]): Promise<Decision> {
    const history = await calls.recordHistory(this.#meta.name, theirs.id).catch(() => null);
    const last = history?.items.find((entry) => entry.changes.some((change) => fields.includes(change.field))) ?? history?.items[0];
    return this.#ask({ meta: this.#meta, theirs, mine, fields, by: last?.by ?? null, at: last?.at ?? null });
  }

  async create(values: Record<string, unknown>, idempotencyKey: string): Promise<KedunRecord> {
    const record = await calls.recordCreate(this.#meta.name, this.wire(values), idempotencyKey);
    this.#client.setQueryData(keys.record(this.#meta.name, record.id), record);
    this.refresh();
    return record;
  }

  /** Puts records into the recycle bin. One goes out of every list at once; many go as the server takes them, and the lists are fetched anew. */
  async remove(ids: readonly string[], following: BulkFollowing = {}): Promise<BulkAnswer> {
    if (ids.length > 1) return this.#removeMany(ids, following);
    const early = await this.#stopFetching();
    const held = this.#snapshot();
    this.#takeOut(new Set(ids));
    try {
      const result = await this.#bulk(ids, "delete");
      if (result.failed.length > 0) this.refresh();
      else this.#groupsChanged();
      return result;
    } catch (error) {
      this.#putBack(held);
      throw error;
    } finally {
      early();
    }
  }

  async #removeMany(ids: readonly string[], following: BulkFollowing): Promise<BulkAnswer> {
    try {
      const result = await this.#bulk(ids, "delete", undefined, following);
      const stayed = new Set([...(result.left ?? []), ...result.failed.map((entry) => entry.id)]);
      await this.#stopFetching();
      this.#takeOut(new Set(ids.filter((id) => !stayed.has(id))));
      return result;
    } finally {
      // Also after a refusal: whether the server did some of it before it failed is for the server to say.
      this.refresh();
    }
  }

  async restore(ids: readonly string[]): Promise<BulkAnswer> {
    try {
      return await this.#bulk(ids, "restore");
    } finally {
      this.refresh();
    }
  }

  /** Gives many records the same values. */
  async patchMany(ids: readonly string[], values: Record<string, unknown>): Promise<BulkAnswer> {
    await this.#stopFetching();
    const held = this.#snapshot();
    const chosen = new Set(ids);
    this.#mapLists((record) => (chosen.has(record.id) && record.can.edit ? withValues(record, values) : record));
    try {
      const result = await this.#bulk(ids, "update", this.wire(values));
      this.refresh();
      return result;
    } catch (error) {
      this.#putBack(held);
      throw error;
    }
  }

  /** In portions, as many as the server takes. Throws only when nothing was done; what a later refusal leaves undone is in the answer. */
  async #bulk(ids: readonly string[], action: "update" | "delete" | "restore", values?: Record<string, unknown>, { onProgress, signal }: BulkFollowing = {}): Promise<BulkAnswer> {
    const all: BulkResult = { done: 0, failed: [] };
    for (let from = 0; from < ids.length; from += BULK_IDS) {
      if (signal?.aborted) return { ...all, left: ids.slice(from) };
      try {
        const result = await calls.recordsBulk(this.#meta.name, { ids: ids.slice(from, from + BULK_IDS), action, values });
        all.done += result.done;
        all.failed.push(...result.failed);
      } catch (why) {
        if (from === 0) throw why;
        return { ...all, left: ids.slice(from), why };
      }
      onProgress?.(Math.min(from + BULK_IDS, ids.length));
    }
    return all;
  }

  /** Fetches again what is on the screen. */
  refresh(): void {
    void this.#client.invalidateQueries({ queryKey: ["records", this.#meta.name] });
    void this.#client.invalidateQueries({ queryKey: ["link-recent", this.#meta.name] });
  }

  /**
   * An answer on its way would overwrite what is shown ahead of the server. A list that has nothing yet is left to come, else it would stay
   * empty; as nobody knows on which side of the change it was read, the returned function has it read once more.
   */
  async #stopFetching(): Promise<() => void> {
    const queryKey = keys.lists(this.#meta.name);
    const early = this.#client.getQueryCache().findAll({ queryKey, predicate: isFirstRead });
    await this.#client.cancelQueries({ queryKey, predicate: (query) => !isFirstRead(query) });
    return () => {
      for (const query of early) {
        const again = () => this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true });
        void Promise.resolve(query.promise).then(again, again);
      }
    };
  }

  #snapshot(): Snapshot {
    return this.#client.getQueriesData<Held>({ queryKey: keys.lists(this.#meta.name) });
  }

  #putBack(held: Snapshot): void {
    for (const [key, data] of held) this.#client.setQueryData(key, data);
  }

  #mapLists(change: (record: KedunRecord) => KedunRecord | null): void {
    this.#client.setQueriesData<Held>({ queryKey: keys.lists(this.#meta.name) }, (held) => held && mapHeld(held, change));
  }

  #takeOut(gone: ReadonlySet<string>): void {
    this.#client.setQueriesData<Held>({ queryKey: keys.lists(this.#meta.name) }, (held) => held && withoutRows(held, gone));
  }

  #apply(id: string, change: (record: KedunRecord) => KedunRecord): void {
    this.#mapLists((record) => (record.id === id ? change(record) : record));
    this.#client.setQueryData<KedunRecord>(keys.record(this.#meta.name, id), (held) => held && change(held));
  }

  /** Lists keep their order until they are next looked at: a row must not jump away from under the reader. */
  #changed(id: string): void {
    void this.#client.invalidateQueries({ queryKey: keys.lists(this.#meta.name), refetchType: "none" });
    void this.#client.invalidateQueries({ queryKey: keys.timeline(this.#meta.name, id) });
    this.#groupsChanged();
  }

  #groupsChanged(): void {
    void this.#client.invalidateQueries({ queryKey: keys.allGroups(this.#meta.name) });
  }
}
