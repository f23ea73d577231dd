/** What a user is called and may do. What was typed stays while somebody else changes the same user. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { Refused } from "../../parts/help/Refused";
import { NewerNotice, useNewer } from "../../parts/Newer";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import { RolesField, TeamField } from "./fields";
import { changesOf, isNotInvited, saveUser, type UserChanges } from "./save";

function useSave(user: User, onSaved: () => void) {
  const t = useT(usersWords);
  const me = useMe();
  const client = useQueryClient();
  /** As it stands on the server: an address may be saved although what came after it was refused. */
  const [held, setHeld] = useState(user);
  const save = useMutation({
    mutationFn: (changes: UserChanges) =>
      saveUser(held, changes, { email: calls.userEmail, patch: (id, patch, version) => calls.userPatch(id, { ...patch, version }) }, (next) => {
        setHeld(next);
        // Not fetched now: that would start the form anew and drop what was not saved.
        void client.invalidateQueries({ queryKey: keys.users(), refetchType: "none" });
      }),
    onSuccess: (next) => {
      toast({ message: t("done.saved", { name: next.name }), tone: "success" });
      // With a role may go what its holder sees, of everything.
      if (me.user.id === user.id) void client.invalidateQueries();
      void client.invalidateQueries({ queryKey: keys.users() });
      void client.invalidateQueries({ queryKey: keys.teams() });
      onSaved();
    },
    onError: (error) => {
      if (isApiError(error, "version_conflict")) void client.invalidateQueries({ queryKey: keys.users() });
    },
  });
  return { held, save };
}

export interface UserFormProps {
  /** As the form began. */
  user: User;
  /** As the server has it now. */
  current: User;
  onBegin(user: User): void;
  onSaved(): void;
}

export function UserForm({ user, current, onBegin, onSaved }: UserFormProps) {
  const t = useT(usersWords);
  const me = useMe();
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email ?? "");
  const [team, setTeam] = useState(user.team?.id ?? null);
  const [roles, setRoles] = useState<string[]>(user.roles);
  const [asking, setAsking] = useState<"roles" | "email" | null>(null);
  const { held, save } = useSave(user, onSaved);
  const isSelf = me.user.id === user.id;
  const changes = changesOf(held, { name, email, team, roles });
  const isChanged = Object.keys(changes).length > 0;
  const isNewer = useNewer({ current, held: held.version, isTyped: isChanged, error: save.error, begin: onBegin });
  const at = (field: string) => (isApiError(save.error) ? save.error.field(field) : null);
  const isShown = ["name", "email", "team", "roles"].some((field) => at(field) !== null);
  const needsEmail = held.email !== null && email.trim() === "";
  const emailHelp = isSelf ? "email.self" : isNotInvited(held) ? "email.none" : held.state === "invited" ? "email.invited" : "email.active";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || isNewer || name.trim() === "" || needsEmail) return;
    // Nobody can give a role back to themselves.
    if (isSelf && changes.roles) setAsking("roles");
    else if (changes.email && held.email && held.state !== "invited") setAsking("email");
    else save.mutate(changes);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField label={t("field.name")} isRequired value={name} onChange={setName} error={at("name") ?? (name.trim() === "" ? t("needName") : null)} maxLength={80} />
      <TextField label={t("email")} type="email" inputMode="email" value={email} onChange={setEmail} error={at("email") ?? (needsEmail ? t("needEmail") : null)} description={t(emailHelp)} isDisabled={isSelf} />
      <TeamField value={team} onChange={setTeam} error={at("team")} isDisabled={isSelf} />
      <RolesField value={roles} onChange={setRoles} error={at("roles")} only={isSelf ? user.roles : undefined} />
      {isSelf && <p className="meta">{t("self.words")}</p>}
      {isNewer ? <NewerNotice onLoad={() => onBegin(current)} /> : <FormError>{save.error && !isShown && asking === null ? errorWords(save.error, t) : null}</FormError>}
      <div className="row-of">
        <Button type="submit" variant="primary" isDisabled={!isChanged || isNewer || needsEmail} isPending={save.isPending}>
          {t("save")}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={asking === "roles"}
        onOpenChange={() => setAsking(null)}
        title={t("self.title")}
        confirmLabel={t("self.yes")}
        cancelLabel={t("cancel")}
        onConfirm={() => save.mutate(changes, { onSettled: () => setAsking(null) })}
        isPending={save.isPending}
        isDanger
      >
        {t("self.ask")}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === "email"}
        onOpenChange={() => setAsking(null)}
        title={t("email.ask", { name: held.name })}
        confirmLabel={t("email.yes")}
        cancelLabel={t("cancel")}
        // What is wrong with the address stands beside it; the help desk's code is entered here.
        onConfirm={() => save.mutate(changes, { onError: (error) => !isApiError(error, "help_code_required") && setAsking(null) })}
        isPending={save.isPending}
        isDanger
      >
        <div className="stack is-tight">
          <dl className="facts">
            <dt>{t("email.old")}</dt>
            <dd>{held.email}</dd>
            <dt>{t("email.new")}</dt>
            <dd>{changes.email}</dd>
          </dl>
          <p>{t("email.ask.words")}</p>
          <Refused error={save.error} user={held} />
        </div>
      </ConfirmDialog>
    </form>
  );
}
