/** A new role: a name, a key, and another role to start from. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { Label, Role } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { LabelFields } from "../../parts/LabelFields";
import { keyFrom, KEY } from "../../parts/keyFrom";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError } from "../../ui/FormRow";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";

const EMPTY = "";

export interface NewRoleDialogProps {
  roles: readonly Role[];
  /** The key of the role to start from. */
  from: string | null;
  onClose(): void;
  onMade(role: Role): void;
}

export function NewRoleDialog({ roles, from: given, onClose, onMade }: NewRoleDialogProps) {
  const t = useT(rolesWords);
  const label = useLabel();
  const form = useId();
  const client = useQueryClient();
  const [from, setFrom] = useState<string>(given ?? EMPTY);
  const source = roles.find((role) => role.key === from);
  const [name, setName] = useState<Label>(source ? { zh: `${source.label.zh}（副本）`, en: `${source.label.en} (copy)` } : { zh: "", en: "" });
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const key = typedKey ?? keyFrom(name.en, roles.map((role) => role.key));
  const make = useMutation({
    mutationFn: () =>
      calls.roleCreate({ key, label: name, description: source?.description ?? { zh: "", en: "" }, system: source?.system ?? [], objects: source?.objects ?? {}, default: source?.default ?? null }),
    onSuccess: async (role) => {
      await client.invalidateQueries({ queryKey: keys.roles() });
      toast({ message: t("new.done", { name: label(role.label) }), tone: "success" });
      onMade(role);
    },
  });
  const at = (field: string) => (isApiError(make.error) ? make.error.field(field) : null);
  const hasName = name.zh.trim() !== "" || name.en.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (hasName && KEY.test(key) && !make.isPending) make.mutate();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("new.title")}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form={form} isPending={make.isPending}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={submit} noValidate>
        <Select label={t("new.from")} items={[{ id: EMPTY, label: t("new.empty") }, ...roles.map((role) => ({ id: role.key, label: label(role.label) }))]} value={from} onChange={(next) => setFrom(next ?? EMPTY)} />
        <LabelFields label={t("label")} isRequired autoFocus value={name} onChange={setName} error={at("label") ?? (tried && !hasName ? t("needLabel") : null)} />
        <TextField label={t("new.key")} description={t("new.key.help")} isRequired value={key} onChange={setTypedKey} error={at("key") ?? (tried && !KEY.test(key) ? t("needKey") : null)} maxLength={48} />
        <FormError>{make.error && !at("label") && !at("key") ? errorWords(make.error, t) : null}</FormError>
      </form>
    </Dialog>
  );
}
