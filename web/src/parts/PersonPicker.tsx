/** One person of the company, found by name or mail. For a record's own field take FieldEditor. */
import { useState } from "react";
import { usePeople } from "../lib/api/hooks";
import type { Ref } from "../lib/api/types";
import { ComboBox } from "../ui/ComboBox";
import type { FieldFrameProps } from "../ui/Field/types";

export interface PersonPickerProps extends FieldFrameProps {
  value: Ref | null;
  onChange(person: Ref | null): void;
  isClearable?: boolean;
  placeholder?: string;
}

export function PersonPicker({ value, onChange, ...frame }: PersonPickerProps) {
  const [q, setQ] = useState<string | null>(null);
  const people = usePeople(q ?? "", q !== null);
  const items = (people.data?.items ?? []).map((person) => ({ id: person.id, label: person.name, description: person.team?.label ?? person.email ?? undefined, avatar: "person" as const }));
  return (
    <ComboBox
      {...frame}
      items={items}
      isLoading={q !== null && people.isFetching}
      selected={value && { id: value.id, label: value.label ?? value.id, avatar: "person" }}
      onSelect={(item) => onChange(item && { id: item.id, label: item.label })}
      onSearch={setQ}
    />
  );
}
