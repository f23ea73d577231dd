/** Teams of the company. There are few: all are fetched and narrowed here. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Field } from "../../lib/api/types";
import { ComboBox } from "../../ui/ComboBox";
import { type Found, refOperand } from "../shared/RefTools";
import type { EditorProps, FieldTools } from "../types";
import { asRef } from "../values";

const useTeams = (enabled: boolean) => useQuery({ queryKey: keys.teams(), queryFn: ({ signal }) => calls.teams(signal), enabled });

function useFound(_field: Field, q: string | null): Found {
  const teams = useTeams(q !== null);
  const text = (q ?? "").toLowerCase();
  return { items: (teams.data?.items ?? []).filter((team) => team.name.toLowerCase().includes(text)).map((team) => ({ id: team.id, label: team.name })), isLoading: teams.isFetching };
}

function useName(_field: Field, id: string | null): string | null {
  return useTeams(id !== null).data?.items.find((team) => team.id === id)?.name ?? null;
}

function Editor({ field, value, onChange, isInline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const [q, setQ] = useState<string | null>(null);
  const { items, isLoading } = useFound(field, q);
  const ref = asRef(value);
  return (
    <ComboBox
      {...frame}
      name={field.name}
      isClearable={!frame.isRequired && !isInline}
      items={items}
      isLoading={isLoading}
      selected={ref && { id: ref.id, label: ref.label ?? "" }}
      onSelect={(item) => onChange(item && { id: item.id, label: item.label })}
      onSearch={setQ}
    />
  );
}

export const tools: FieldTools = { Editor, Operand: refOperand(useFound, useName) };
