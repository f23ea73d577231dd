/** People of the company, found by name or mail. */
import { useState } from "react";
import { usePeople } from "../../lib/api/hooks";
import type { Field } from "../../lib/api/types";
import { ComboBox } from "../../ui/ComboBox";
import { type Found, refOperand } from "../shared/RefTools";
import type { EditorProps, FieldTools } from "../types";
import { asRef } from "../values";

function useFound(_field: Field, q: string | null): Found {
  const people = usePeople(q ?? "", q !== null);
  const items = (people.data?.items ?? []).map((person) => ({ id: person.id, label: person.name, description: person.team?.label ?? undefined, avatar: "person" as const, isDisabled: !person.active }));
  return { items, isLoading: q !== null && people.isFetching };
}

function useName(_field: Field, id: string | null): string | null {
  const people = usePeople("", id !== null);
  return people.data?.items.find((person) => person.id === id)?.name ?? null;
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
      selected={ref && { id: ref.id, label: ref.label ?? "", avatar: "person" }}
      onSelect={(item) => onChange(item && { id: item.id, label: item.label })}
      onSearch={setQ}
    />
  );
}

export const tools: FieldTools = { Editor, Operand: refOperand(useFound, useName) };
