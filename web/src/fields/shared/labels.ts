/** Names of things a filter mentions only by id. Filled when one is chosen or read; an unknown one is asked of the server by its picker. */
const labels = new Map<string, string>();
const MOST = 2000;

export function rememberLabel(id: string, label: string | null): void {
  if (label === null) return;
  if (labels.size >= MOST) labels.clear();
  labels.set(id, label);
}

export const labelOf = (id: string): string | null => labels.get(id) ?? null;
