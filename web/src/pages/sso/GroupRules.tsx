/** Which group there gives which roles and team here, row by row. */
import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { useLabel, useT } from "../../lib/i18n";
import { ssoWords } from "../../lib/i18n/dict/sso";
import { Button } from "../../ui/Button";
import { FormError, FormRow, FormSection } from "../../ui/FormRow";
import { IconButton } from "../../ui/IconButton";
import { MultiSelect } from "../../ui/MultiSelect";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { givesNothing, type RuleDraft } from "./draft";
import type { PartProps } from "./ProviderDrawer";

export function GroupRules({ draft, set, fault, isTried }: PartProps) {
  const t = useT(ssoWords);
  const { rules } = draft;
  const put = (row: number, part: Partial<RuleDraft>) => set({ rules: rules.map((rule) => (rule.row === row ? { ...rule, ...part } : rule)) });
  const add = () => set({ rules: [...rules, { row: Math.max(-1, ...rules.map(({ row }) => row)) + 1, group: "", roles: [], team: null }] });
  return (
    <FormSection title={t("rules")} description={t("rules.words")}>
      {rules.length === 0 && <p className="meta">{t("rules.none")}</p>}
      {rules.map((rule, index) => (
        <RuleRow
          key={rule.row}
          rule={rule}
          number={index + 1}
          isTried={isTried}
          onChange={(part) => put(rule.row, part)}
          onRemove={() => set({ rules: rules.filter(({ row }) => row !== rule.row) })}
        />
      ))}
      <FormError>{fault("rules")}</FormError>
      <span>
        <Button icon={Plus} variant="dashed" onPress={add}>
          {t("rules.add")}
        </Button>
      </span>
    </FormSection>
  );
}

interface RuleRowProps {
  rule: RuleDraft;
  number: number;
  isTried: boolean;
  onChange(part: Partial<RuleDraft>): void;
  onRemove(): void;
}

function RuleRow({ rule, number, isTried, onChange, onRemove }: RuleRowProps) {
  const t = useT(ssoWords);
  const label = useLabel();
  const roles = useQuery({ queryKey: keys.roles(), queryFn: ({ signal }) => calls.roles(signal), staleTime: 60_000 }).data?.items ?? [];
  const teams = useQuery({ queryKey: keys.teams(), queryFn: ({ signal }) => calls.teams(signal), staleTime: 60_000 }).data?.items ?? [];
  return (
    <fieldset className="sso-rule">
      <legend className="sr-only">{t("rules.of", { n: number })}</legend>
      <div className="sso-rule-head">
        <TextField label={t("rules.group")} value={rule.group} onChange={(group) => onChange({ group })} description={t("rules.group.help")} error={isTried && rule.group.trim() === "" ? t("fault.group") : null} isRequired maxLength={400} autoFocus={rule.group === ""} />
        <IconButton icon={X} label={t("rules.remove", { n: number })} onPress={onRemove} />
      </div>
      <FormRow columns={2}>
        <MultiSelect label={t("rules.roles")} items={roles.map((role) => ({ id: role.key, label: label(role.label), description: label(role.description) }))} value={rule.roles} onChange={(next) => onChange({ roles: next })} error={isTried && givesNothing(rule) ? t("fault.nothing") : null} />
        <Select label={t("rules.team")} items={teams.map((team) => ({ id: team.id, label: team.name }))} value={rule.team} onChange={(team) => onChange({ team })} placeholder={t("rules.noTeam")} isClearable />
      </FormRow>
    </fieldset>
  );
}
