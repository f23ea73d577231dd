/** One team: its name, manager and place, its members, and taking it away. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Ref, Team } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { teamsWords } from "../../lib/i18n/dict/admin";
import { PersonPicker } from "../../parts/PersonPicker";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import { withBelow } from "./tree";
import { useTeamChange } from "./useTeamChange";

const TOP = "top";

export interface TeamPanelProps {
  team: Team;
  teams: readonly Team[];
  canManage: boolean;
  onAddBelow(): void;
  onDeleted(): void;
}

export function TeamPanel({ team, teams, canManage, onAddBelow, onDeleted }: TeamPanelProps) {
  const t = useT(teamsWords);
  const change = useTeamChange(teams);
  const banned = withBelow(teams, team.id);
  const parents = [{ id: TOP, label: t("parent.none") }, ...teams.filter(({ id }) => !banned.has(id)).map(({ id, name }) => ({ id, label: name }))];
  const manage = (person: Ref | null) => change.mutate({ team, patch: { manager: person?.id ?? null } });
  return (
    <div className="stack">
      {!canManage && <p className="meta">{t("readOnly")}</p>}
      <NameField key={`${team.id} ${team.version}`} team={team} isDisabled={!canManage} onRename={(name) => change.mutate({ team, patch: { name } })} isPending={change.isPending} />
      <PersonPicker label={t("field.manager")} description={t("field.manager.help")} value={team.manager} onChange={manage} isDisabled={!canManage} />
      <Select label={t("field.parent")} items={parents} value={team.parent_id ?? TOP} onChange={(parent) => parent !== null && change.mutate({ team, patch: { parent_id: parent === TOP ? null : parent } })} isDisabled={!canManage} />
      <Members team={team} canManage={canManage} />
      {canManage && (
        <div className="row-of">
          <Button icon={Plus} onPress={onAddBelow}>
            {t("addBelow")}
          </Button>
          <DeleteButton team={team} hasBelow={teams.some((other) => other.parent_id === team.id)} onDeleted={onDeleted} />
        </div>
      )}
    </div>
  );
}

function NameField({ team, isDisabled, onRename, isPending }: { team: Team; isDisabled: boolean; onRename(name: string): void; isPending: boolean }) {
  const t = useT(teamsWords);
  const [name, setName] = useState(team.name);
  const isChanged = name.trim() !== team.name && name.trim() !== "";
  return (
    <form
      className="teams-name"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) onRename(name.trim());
      }}
    >
      <TextField label={t("field.name")} value={name} onChange={setName} isDisabled={isDisabled} error={name.trim() === "" ? t("needName") : null} maxLength={80} />
      {isChanged && (
        <Button type="submit" variant="primary" isPending={isPending}>
          {t("save")}
        </Button>
      )}
    </form>
  );
}

function Members({ team, canManage }: { team: Team; canManage: boolean }) {
  const t = useT(teamsWords);
  const query = { team: team.id };
  const members = useQuery({ queryKey: keys.users(query), queryFn: ({ signal }) => calls.users(query, signal), enabled: canManage });
  const items = members.data?.items ?? [];
  if (!canManage) return <p className="meta">{t("memberCount", { n: team.member_count })}</p>;
  return (
    <FormSection title={`${t("members")} · ${team.member_count}`}>
      <Waiting query={members} lines={3} />
      {members.data && items.length === 0 && <p className="meta">{t("members.none")}</p>}
      {items.length > 0 && (
        <ul className="card-list">
          {items.map((user) => (
            <li key={user.id}>
              <Link href={`/settings/users?user=${encodeURIComponent(user.id)}`} isQuiet className="card-row teams-member">
                <Avatar name={user.name} size={24} />
                <span className="ellipsis">{user.name}</span>
                <span className="meta ellipsis">{user.email}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {(members.data?.next || items.length > 0) && <Link href={`/settings/users?team=${encodeURIComponent(team.id)}`}>{t("members.open")}</Link>}
    </FormSection>
  );
}

function DeleteButton({ team, hasBelow, onDeleted }: { team: Team; hasBelow: boolean; onDeleted(): void }) {
  const t = useT(teamsWords);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => calls.teamDelete(team.id),
    onSuccess: () => {
      toast({ message: t("done.deleted", { name: team.name }), tone: "success" });
      onDeleted();
      return client.invalidateQueries({ queryKey: keys.teams() });
    },
    onError: (error) => {
      setAsking(false);
      toast({ message: errorWords(error, t), tone: "danger" });
    },
  });
  const isBlocked = team.member_count > 0 || hasBelow;
  return (
    <>
      <Button icon={Trash2} variant="quiet" isDisabled={isBlocked} onPress={() => setAsking(true)}>
        {t("delete")}
      </Button>
      {isBlocked && <span className="meta">{t("delete.blocked")}</span>}
      <ConfirmDialog
        isOpen={asking}
        onOpenChange={setAsking}
        title={t("delete.title", { name: team.name })}
        confirmLabel={t("delete")}
        cancelLabel={t("cancel")}
        onConfirm={() => remove.mutate()}
        isPending={remove.isPending}
        isDanger
      >
        {t("delete.words")}
      </ConfirmDialog>
    </>
  );
}
