/** Many records at once: the import does in one job what single requests would take long for. */
import { expect } from "@playwright/test";
import type { Api } from "./api.ts";

interface Job {
  id: string;
  state: string;
  columns: { column: string }[];
}

export async function fillByImport(api: Api, object: string, names: readonly string[]): Promise<void> {
  const answer = await api.context.post(`/api/v1/imports?object=${object}&name=many.csv`, { data: Buffer.from(["name", ...names].join("\n")), headers: { "Content-Type": "text/csv" } });
  const { id } = (await answer.json()) as Job;
  const state = async () => (await api.get<Job>(`/imports/${id}`)).state;
  const wait = (wanted: string) => expect.poll(state, { timeout: 60_000, intervals: [200] }).toBe(wanted);
  await wait("mapping");
  await api.send("PUT", `/imports/${id}/mapping`, { columns: [{ column: "name", field: "name" }], update_by: null, mode: "create", links: {} });
  await api.post(`/imports/${id}/check`, {});
  await wait("checked");
  await api.post(`/imports/${id}/start`, {});
  await wait("done");
}
