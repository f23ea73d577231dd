/** Lets the pickers below it make the record they could not find: a form opens over the form, and its record becomes the link. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { type CreateLinked, CreateLinkedContext } from "../../fields/link/create";
import { objectQuery } from "../../lib/api/hooks";
import type { LinkRef } from "../../lib/api/types";
import { RecordDrawer } from "./RecordDrawer";

interface Wanted {
  object: string;
  typed: string;
  resolve(link: LinkRef | null): void;
}

export function LinkedCreator({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const create = useCallback<CreateLinked>((object, typed) => new Promise((resolve) => setWanted({ object, typed, resolve })), []);
  return (
    <CreateLinkedContext value={create}>
      {children}
      {wanted && (
        <LinkedDrawer
          wanted={wanted}
          onDone={(link) => {
            setWanted(null);
            wanted.resolve(link);
          }}
        />
      )}
    </CreateLinkedContext>
  );
}

function LinkedDrawer({ wanted, onDone }: { wanted: Wanted; onDone(link: LinkRef | null): void }) {
  const meta = useQuery(objectQuery(wanted.object)).data;
  if (!meta) return null;
  return (
    <RecordDrawer
      meta={meta}
      initial={{ [meta.title_field]: wanted.typed }}
      context="linked"
      onClose={(record) => onDone(record && { id: record.id, object: record.object, label: record.label })}
    />
  );
}
