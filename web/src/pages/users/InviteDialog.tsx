/** Inviting somebody: who they are and what they may, then the link to hand on. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import * as calls from "../../lib/api/calls";
import { newIdempotencyKey } from "../../lib/api/client";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { Language } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLanguage, useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { CopyField } from "../../parts/CopyField";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { FormError, FormRow } from "../../ui/FormRow";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { TextField } from "../../ui/TextField";
import { RolesField, TeamField } from "./fields";

interface Draft {
  name: string;
  email: string;
  team: string | null;
  roles: string[];
  language: Language;
}

export function InviteDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const t = useT(usersWords);
  const [round, setRound] = useState(0);
  const form = useId();
  const client = useQueryClient();
  const invite = useMutation({
    mutationFn: (draft: Draft) => calls.userCreate({ ...draft, name: draft.name.trim(), email: draft.email.trim() }, newIdempotencyKey()),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.teams() });
      return client.invalidateQueries({ queryKey: keys.users() });
    },
  });
  const again = () => {
    invite.reset();
    setRound(round + 1);
  };
  const close = (open: boolean) => {
    onOpenChange(open);
    if (!open) again();
  };
  const made = invite.data;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title={made ? t("link.title") : t("invite.title")}
      footer={
        made ? (
          <>
            <Button onPress={again}>{t("invite.another")}</Button>
            <Button variant="primary" onPress={() => close(false)}>
              {t("done")}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={() => close(false)}>{t("cancel")}</Button>
            <Button variant="primary" type="submit" form={form} isPending={invite.isPending}>
              {t("invite.submit")}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <div className="stack">
          <Callout tone="success">{t("link.words", { name: made.user.name })}</Callout>
          <CopyField label={t("link.title")} value={made.invitation_url} description={t("link.help")} />
        </div>
      ) : (
        <InviteForm key={round} id={form} error={invite.error} onSubmit={(draft) => !invite.isPending && invite.mutate(draft)} />
      )}
    </Dialog>
  );
}

function InviteForm({ id, error, onSubmit }: { id: string; error: unknown; onSubmit(draft: Draft): void }) {
  const t = useT(usersWords);
  const [draft, setDraft] = useState<Draft>({ name: "", email: "", team: null, roles: [], language: useLanguage() });
  const [tried, setTried] = useState(false);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const at = (field: string) => (isApiError(error) ? error.field(field) : null);
  const isShown = ["name", "email", "team", "roles"].some((field) => at(field) !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() !== "" && draft.email.trim() !== "") onSubmit(draft);
  };
  const missing = (value: string, words: string) => (tried && value.trim() === "" ? words : null);
  return (
    <form id={id} className="stack" onSubmit={submit} noValidate>
      <p>{t("invite.words")}</p>
      <FormRow columns={2}>
        <TextField label={t("field.name")} isRequired autoFocus value={draft.name} onChange={(name) => set({ name })} error={at("name") ?? missing(draft.name, t("needName"))} maxLength={80} />
        <TextField label={t("email")} type="email" isRequired value={draft.email} onChange={(email) => set({ email })} error={at("email") ?? missing(draft.email, t("needEmail"))} />
      </FormRow>
      <TeamField value={draft.team} onChange={(team) => set({ team })} error={at("team")} />
      <RolesField value={draft.roles} onChange={(roles) => set({ roles })} error={at("roles")} />
      <div className="k-field">
        <span className="k-field-label">{t("field.language")}</span>
        <SegmentedControl
          label={t("field.language")}
          value={draft.language}
          onChange={(language) => set({ language })}
          items={[
            { id: "zh", label: "中文" },
            { id: "en", label: "English" },
          ]}
        />
      </div>
      <FormError>{error && !isShown ? errorWords(error, t) : null}</FormError>
    </form>
  );
}
