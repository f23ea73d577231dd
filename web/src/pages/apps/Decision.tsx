/** Whoever manages security decides: approved with a cap, or refused. Also of what was decided before. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { appDecide, programKeys, tokenScopes } from "../../lib/api/programs";
import type { ProgramApp } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { NewerNotice, useNewer } from "../../parts/Newer";
import { ScopePicker } from "../../parts/scopes/ScopePicker";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError, FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import { offeredWithin } from "./draft";

export interface DecisionProps {
  /** As the form began. */
  app: ProgramApp;
  /** As the server has it now. */
  current: ProgramApp;
  onBegin(app: ProgramApp): void;
  isOwn: boolean;
}

export function Decision({ app, current, onBegin, isOwn }: DecisionProps) {
  const t = useT(appWords);
  const client = useQueryClient();
  const [given] = useState(() => (app.state === "approved" ? app.granted : app.scopes.map(({ scope }) => scope)));
  const [cap, setCap] = useState(given);
  const [verified, setVerified] = useState(app.verified);
  const [note, setNote] = useState(app.note ?? "");
  const [isRefusing, setRefusing] = useState(false);
  // A wildcard may be narrowed to single objects.
  const known = useQuery({ queryKey: programKeys.scopes(), queryFn: ({ signal }) => tokenScopes(signal) });
  const offered = offeredWithin(app.scopes, known.data?.items ?? []);
  const decide = useMutation({
    mutationFn: (approve: boolean) => appDecide(app.id, { approve, version: app.version, note: note.trim() || null, ...(approve && { scopes: cap, verified }) }),
    onSuccess: (next) => {
      toast({ message: t(next.state === "approved" ? "decide.approved" : "decide.refused", { name: next.name }), tone: "success" });
      client.setQueryData(programKeys.app(app.id), next);
      onBegin(next);
      return client.invalidateQueries({ queryKey: programKeys.apps(), exact: true });
    },
    onError: (error) => {
      if (!isApiError(error, "version_conflict")) return;
      setRefusing(false);
      void client.invalidateQueries({ queryKey: programKeys.apps() });
    },
  });
  const isChanged = cap.toSorted().join() !== given.toSorted().join() || verified !== app.verified || note !== (app.note ?? "");
  const isNewer = useNewer({ current, held: app.version, isTyped: isChanged, error: decide.error, begin: onBegin });
  const at = (field: string) => (isApiError(decide.error) ? decide.error.field(field) : null);
  const isApproved = app.state === "approved";
  const isShown = at("scopes") !== null || at("note") !== null;
  const refusal = decide.error && !isShown ? errorWords(decide.error, t) : null;
  return (
    <FormSection title={t(app.state === "quarantined" ? "decide.title" : "decide.again")}>
      {isOwn && !isApproved && <Callout>{t("decide.ownWords")}</Callout>}
      <ScopePicker
        label={t("decide.cap")}
        scopes={offered}
        value={cap}
        onChange={(next) => {
          decide.reset();
          setCap(next);
        }}
        error={at("scopes") ?? (cap.length === 0 ? t("decide.cap.missing") : null)}
      />
      <Checkbox isSelected={verified} onChange={setVerified}>
        {t("decide.verified", { publisher: app.publisher })}
        <span className="programs-note">{t("decide.verified.help")}</span>
      </Checkbox>
      <TextField label={t("decide.note")} description={t("decide.note.help")} value={note} onChange={setNote} error={at("note")} maxLength={120} />
      {isNewer ? <NewerNotice onLoad={() => onBegin(current)} /> : <FormError>{isRefusing ? null : refusal}</FormError>}
      <div className="row-of">
        <Button variant="primary" isDisabled={cap.length === 0 || isNewer} isPending={decide.isPending && decide.variables} onPress={() => decide.mutate(true)}>
          {t(isApproved ? "decide.save" : "decide.approve")}
        </Button>
        {app.state !== "refused" && (
          <Button
            isDisabled={isNewer}
            onPress={() => {
              decide.reset();
              setRefusing(true);
            }}
          >
            {t(isApproved ? "decide.stop" : "decide.refuse")}
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isRefusing}
        onOpenChange={setRefusing}
        title={t(isApproved ? "stop.title" : "refuse.title", { name: app.name })}
        confirmLabel={t(isApproved ? "decide.stop" : "decide.refuse")}
        cancelLabel={t("cancel")}
        onConfirm={() => decide.mutate(false)}
        isPending={decide.isPending}
        isDanger
      >
        <div className="stack is-tight">
          <p>{t(isApproved ? "stop.words" : "refuse.words")}</p>
          <FormError>{refusal}</FormError>
        </div>
      </ConfirmDialog>
    </FormSection>
  );
}
