/** Finding what a text means among everything, not only among what looks alike: a person, or a record the field may link to. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Field, Ref } from "../../lib/api/types";
import { PersonPicker } from "../../parts/PersonPicker";
import { ComboBox } from "../../ui/ComboBox";

export interface OtherPickerProps {
  label: string;
  field: Field;
  onPick(found: Ref): void;
}

/** Whether there is anything to search: options are all in the list already. */
export const canSearch = (field: Field | undefined): field is Field => field?.type === "user" || (field?.type === "link" && field.objects?.length === 1);

export function OtherPicker({ label, field, onPick }: OtherPickerProps) {
  if (field.type === "user") return <PersonPicker label={label} hideLabel autoFocus value={null} onChange={(person) => person && onPick(person)} />;
  return <RecordPicker label={label} object={field.objects?.[0] ?? ""} onPick={onPick} />;
}

function RecordPicker({ label, object, onPick }: { label: string; object: string; onPick(found: Ref): void }) {
  const [q, setQ] = useState<string | null>(null);
  const query = { limit: 20, ...(q ? { q } : {}) };
  const found = useQuery({ queryKey: keys.list(object, query), queryFn: ({ signal }) => calls.records(object, query, signal), enabled: q !== null, placeholderData: keepPreviousData });
  return (
    <ComboBox
      label={label}
      hideLabel
      autoFocus
      items={(found.data?.items ?? []).map((record) => ({ id: record.id, label: record.label, avatar: "record" as const }))}
      isLoading={q !== null && found.isFetching}
      selected={null}
      onSelect={(item) => item && onPick({ id: item.id, label: item.label })}
      onSearch={setQ}
    />
  );
}
