/** Which object, and which file. The file is analyzed as soon as it is there. */
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { useObjects } from "../../lib/api/hooks";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { useUrlState } from "../../parts/useUrlState";
import { Callout } from "../../ui/Callout";
import { FileDrop } from "../../ui/FileDrop";
import { FormError } from "../../ui/FormRow";
import { namedIcon } from "../../ui/Icon/named";
import { Select } from "../../ui/Select";
import { Spinner } from "../../ui/Spinner";
import { StepsBar } from "./StepsBar";

const ACCEPTED = [".csv", ".tsv", ".txt", ".xlsx"];

export function StartStep() {
  const t = useT(importWords);
  const label = useLabel();
  const url = useUrlState();
  const navigate = useNavigate();
  const objects = useObjects().filter((object) => object.can.import);
  const object = objects.find(({ name }) => name === url.get("object")) ?? objects[0];
  const [name, setName] = useState("");
  const upload = useMutation({
    mutationFn: (file: File) => calls.importCreate(object?.name ?? "", file),
    onSuccess: ({ id }) => void navigate({ href: `/import/${encodeURIComponent(id)}` }),
  });
  const take = ([file]: File[]) => {
    if (!file || !object) return;
    setName(file.name);
    upload.mutate(file);
  };
  if (!object) return <Callout>{t("object.none")}</Callout>;
  return (
    <section className="stack">
      <StepsBar step="file" />
      <p className="import-intro">{t("intro")}</p>
      <div className="import-object">
        <Select
          label={t("object")}
          items={objects.map((entry) => ({ id: entry.name, label: label(entry.plural), icon: namedIcon(entry.icon) }))}
          value={object.name}
          onChange={(next) => url.set({ object: next })}
          isDisabled={upload.isPending}
        />
      </div>
      {upload.isPending ? (
        <p className="import-busy row-of" role="status">
          <Spinner size={16} delayMs={0} />
          {t("uploading", { name })}
        </p>
      ) : (
        <FileDrop label={t("drop")} accept={ACCEPTED} hint={t("drop.hint")} onFiles={take} />
      )}
      <FormError>{upload.error ? errorWords(upload.error, t) : null}</FormError>
    </section>
  );
}
