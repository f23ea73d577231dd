/** A new team: its name, who manages it, and where it stands. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { Ref, Team } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { teamsWords } from "../../lib/i18n/dict/admin";
import { PersonPicker } from "../../parts/PersonPicker";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError } from "../../ui/FormRow";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";

export interface AddTeamDialogProps {
  teams: readonly Team[];
  parent: string | null;
  onClose(): void;
  onAdded(team: Team): void;
}

export function AddTeamDialog({ teams, parent: given, onClose, onAdded }: AddTeamDialogProps) {
  const t = useT(teamsWords);
  const form = useId();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [manager, setManager] = useState<Ref | null>(null);
  const [parent, setParent] = useState(given);
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () => calls.teamCreate({ name: name.trim(), parent_id: parent, manager: manager?.id ?? null }),
    onSuccess: async (team) => {
      await client.invalidateQueries({ queryKey: keys.teams() });
      toast({ message: t("done.added", { name: team.name }), tone: "success" });
      onAdded(team);
    },
  });
  const at = (field: string) => (isApiError(add.error) ? add.error.field(field) : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && !add.isPending) add.mutate();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("add")}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form={form} isPending={add.isPending}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={submit} noValidate>
        <TextField label={t("field.name")} isRequired autoFocus value={name} onChange={setName} error={at("name") ?? (tried && name.trim() === "" ? t("needName") : null)} maxLength={80} />
        <Select label={t("field.parent")} items={teams.map((team) => ({ id: team.id, label: team.name }))} value={parent} onChange={setParent} placeholder={t("parent.none")} isClearable error={at("parent_id")} />
        <PersonPicker label={t("field.manager")} value={manager} onChange={setManager} error={at("manager")} />
        <FormError>{add.error && !at("name") && !at("parent_id") && !at("manager") ? errorWords(add.error, t) : null}</FormError>
      </form>
    </Dialog>
  );
}
