/** The choices of a user's form: the team, the roles; and the state in a word. */
import { useQuery } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { User } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { MultiSelect } from "../../ui/MultiSelect";
import { Pill, type PillColor } from "../../ui/Pill";
import { Select } from "../../ui/Select";
import { isNotInvited } from "./save";

export function useTeams() {
  return useQuery({ queryKey: keys.teams(), queryFn: ({ signal }) => calls.teams(signal), staleTime: 60_000 }).data?.items ?? [];
}

export function useRoles() {
  return useQuery({ queryKey: keys.roles(), queryFn: ({ signal }) => calls.roles(signal), staleTime: 60_000 }).data?.items ?? [];
}

export function TeamField({ value, onChange, error, isDisabled }: { value: string | null; onChange(team: string | null): void; error: string | null; isDisabled?: boolean }) {
  const t = useT(usersWords);
  const teams = useTeams();
  return (
    <Select
      label={t("field.team")}
      items={teams.map((team) => ({ id: team.id, label: team.name, description: teams.find((above) => above.id === team.parent_id)?.name }))}
      value={value}
      onChange={onChange}
      placeholder={t("field.noTeam")}
      isClearable={!isDisabled}
      isDisabled={isDisabled}
      error={error}
    />
  );
}

interface RolesFieldProps {
  value: string[];
  onChange(roles: string[]): void;
  error: string | null;
  /** Offers no others: what one may give up, but not give oneself. */
  only?: readonly string[];
}

export function RolesField({ value, onChange, error, only }: RolesFieldProps) {
  const t = useT(usersWords);
  const label = useLabel();
  const roles = useRoles().filter((role) => only === undefined || only.includes(role.key));
  return (
    <MultiSelect
      label={t("field.roles")}
      description={t("field.roles.help")}
      items={roles.map((role) => ({ id: role.key, label: label(role.label), description: label(role.description) }))}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

const STATE_COLORS: Record<User["state"], PillColor> = { active: "green", invited: "amber", disabled: "gray" };

export function StatePill({ user }: { user: User }) {
  const t = useT(usersWords);
  if (isNotInvited(user)) return <Pill color="gray">{t("state.notInvited")}</Pill>;
  return <Pill color={STATE_COLORS[user.state]}>{t(`state.${user.state}`)}</Pill>;
}
