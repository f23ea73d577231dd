/** Which object, and which file. The file is analyzed as soon as it is there. */
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import * as transfer from "../../lib/api/transfer";
import { useObjects } from "../../lib/api/hooks";
import { isApiError } from "../../lib/api/error";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { useUrlState } from "../../parts/useUrlState";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FileDrop } from "../../ui/FileDrop";
import { FormError } from "../../ui/FormRow";
import { namedIcon } from "../../ui/Icon/named";
import { ProgressBar } from "../../ui/ProgressBar";
import { Select } from "../../ui/Select";
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
  const [part, setPart] = useState(0);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const upload = useMutation({
    mutationFn: (file: File) => {
      stop.current = new AbortController();
      return transfer.importCreate(object?.name ?? "", file, { signal: stop.current.signal, onProgress: setPart });
    },
    onSuccess: ({ id }) => void navigate({ href: `/import/${encodeURIComponent(id)}` }),
  });
  const take = ([file]: File[]) => {
    if (!file || !object) return;
    setName(file.name);
    setPart(0);
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
        <div className="import-busy row-of" role="status">
          <div className="import-progress">
            <ProgressBar label={part < 1 ? t("uploading", { name }) : t("analyzing", { name })} value={part} max={1} valueLabel={part < 1 ? undefined : ""} />
          </div>
          <Button size="small" onPress={() => stop.current?.abort()}>
            {t("cancel")}
          </Button>
        </div>
      ) : (
        <FileDrop label={t("drop")} accept={ACCEPTED} hint={t("drop.hint")} onFiles={take} />
      )}
      <FormError>{upload.error && !isApiError(upload.error, "aborted") ? errorWords(upload.error, t) : null}</FormError>
    </section>
  );
}
