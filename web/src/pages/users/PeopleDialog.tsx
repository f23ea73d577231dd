/** Many people at once from a file: what it would do first, then doing it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { FileDrop } from "../../ui/FileDrop";
import { FormError } from "../../ui/FormRow";
import { Spinner } from "../../ui/Spinner";
import { toast } from "../../ui/Toast";

export function PeopleDialog({ onClose }: { onClose(): void }) {
  const t = useT(usersWords);
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const check = useMutation({ mutationFn: (chosen: File) => calls.peopleImport(chosen, true) });
  const start = useMutation({
    mutationFn: (chosen: File) => calls.peopleImport(chosen, false),
    onSuccess: ({ created, teams_created }) => {
      toast({ message: t("people.done", { n: created, teams: teams_created }), tone: "success" });
      void client.invalidateQueries({ queryKey: keys.users() });
      void client.invalidateQueries({ queryKey: keys.teams() });
      onClose();
    },
  });
  const take = ([chosen]: File[]) => {
    if (!chosen) return;
    setFile(chosen);
    start.reset();
    check.mutate(chosen);
  };
  const found = check.data;
  const rowWords = (problem: unknown): string => {
    const row = isApiError(problem) ? /^rows\.(\d+)\b/.exec(problem.fields[0]?.field ?? "")?.[1] : undefined;
    return row === undefined ? errorWords(problem, t) : t("people.row", { row, problem: errorWords(problem, t) });
  };
  const error = check.error ?? start.error;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("people")}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" isDisabled={!found || found.created + found.teams_created === 0} isPending={start.isPending} onPress={() => file && start.mutate(file)}>
            {t("people.start", { n: found?.created ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t("people.words")}</p>
        <FileDrop label={t("people.file")} accept={[".csv", ".tsv", ".xlsx"]} onFiles={take} hint={file?.name} />
        {check.isPending && <Spinner />}
        <FormError>{error ? rowWords(error) : null}</FormError>
        {found && !check.isPending && (
          <>
            <Callout tone={found.created > 0 ? "info" : "success"}>
              {t("people.check", { rows: found.rows, created: found.created, teams: found.teams_created, existing: found.existing })}
              {found.created === 0 && ` ${t("people.nothing")}`}
            </Callout>
            <dl className="facts" aria-label={t("people.columns")}>
              {found.columns.map(({ column, field }) => (
                <Meaning key={column} column={column} field={field} />
              ))}
            </dl>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Meaning({ column, field }: { column: string; field: "name" | "email" | "team" | "manager" | "team_above" | null }) {
  const t = useT(usersWords);
  return (
    <>
      <dt>{column}</dt>
      <dd>{field === null ? <span className="meta">{t("people.none")}</span> : t(`people.${field}`)}</dd>
    </>
  );
}
