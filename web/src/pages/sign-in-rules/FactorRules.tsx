/** Who needs a second step: everybody's rule, then what roles and teams have of their own. */
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Rule } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/classes";
import { FormSection } from "../../ui/FormRow";
import { Pill, type PillColor } from "../../ui/Pill";
import { withRule } from "./draft";
import type { RulesProps } from "./Policies";
import { RuleDialog } from "./RuleDialog";

type Target = { group: "default" } | { group: "roles" | "teams"; id: string };

export function FactorRules({ rules, onChange }: RulesProps) {
  const t = useT(signInRulesWords);
  const label = useLabel();
  const roles = useQuery({ queryKey: keys.roles(), queryFn: ({ signal }) => calls.roles(signal), staleTime: 60_000 }).data?.items ?? [];
  const teams = useQuery({ queryKey: keys.teams(), queryFn: ({ signal }) => calls.teams(signal), staleTime: 60_000 }).data?.items ?? [];
  /** `team` is chosen in the dialog itself where there is none yet. */
  const [editing, setEditing] = useState<{ target: Target | "new team"; name: string; rule: Rule } | null>(null);
  const { default: everybody, roles: ofRoles, teams: ofTeams } = rules.second_factor;
  const put = (target: Target, rule: Rule | null) => {
    if (target.group !== "default") onChange(withRule(rules, target.group, target.id, rule));
    else if (rule) onChange({ ...rules, second_factor: { ...rules.second_factor, default: rule } });
  };
  const edit = (target: Target, name: string, rule: Rule) => setEditing({ target, name, rule });
  const free = teams.filter(({ id }) => !(id in ofTeams));
  return (
    <div className="stack rules">
      <p className="rules-words">{t("factors.words")}</p>
      <ul className="card-list">
        <RuleRow name={t("factors.default")} rule={everybody} onEdit={() => edit({ group: "default" }, t("factors.default"), everybody)} />
      </ul>
      <FormSection title={t("factors.roles")}>
        <ul className="card-list">
          {roles.map((role) => (
            <RuleRow
              key={role.key}
              name={label(role.label)}
              rule={ofRoles[role.key] ?? null}
              onEdit={() => edit({ group: "roles", id: role.key }, label(role.label), ofRoles[role.key] ?? everybody)}
              onUnset={() => put({ group: "roles", id: role.key }, null)}
            />
          ))}
        </ul>
      </FormSection>
      <FormSection title={t("factors.teams")}>
        {Object.keys(ofTeams).length === 0 ? (
          <p className="meta">{t("factors.noTeams")}</p>
        ) : (
          <ul className="card-list">
            {Object.entries(ofTeams).map(([id, rule]) => {
              const name = teams.find((team) => team.id === id)?.name ?? id;
              return <RuleRow key={id} name={name} rule={rule} onEdit={() => edit({ group: "teams", id }, name, rule)} onUnset={() => put({ group: "teams", id }, null)} />;
            })}
          </ul>
        )}
        {free.length > 0 && (
          <span>
            <Button icon={Plus} variant="dashed" onPress={() => setEditing({ target: "new team", name: t("factors.teams"), rule: everybody })}>
              {t("factors.addTeam")}
            </Button>
          </span>
        )}
      </FormSection>
      {editing && (
        <RuleDialog
          name={editing.name}
          rule={editing.rule}
          teams={editing.target === "new team" ? free : undefined}
          onApply={(rule, team) => {
            if (editing.target !== "new team") put(editing.target, rule);
            else if (team) put({ group: "teams", id: team }, rule);
            setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

const COLORS: Record<Rule["need"], PillColor> = { none: "gray", any: "teal", phishing_resistant: "violet" };

function RuleRow({ name, rule, onEdit, onUnset }: { name: string; rule: Rule | null; onEdit(): void; onUnset?(): void }) {
  const t = useT(signInRulesWords);
  const words = useT(factorWords);
  const note = rule && rule.need !== "none" ? [rule.grace_days > 0 ? t("grace", { n: rule.grace_days }) : t("grace.none"), rule.allowed.map((kind) => words(`kind.${kind}`)).join(" / ")].join(" · ") : null;
  return (
    <li className={cx("card-row", rule && "rules-row")}>
      <span className="card-words">
        <span className="card-title">
          {name}
          {rule ? <Pill color={COLORS[rule.need]}>{t(`need.${rule.need}`)}</Pill> : <span className="meta">{t("factors.follow")}</span>}
        </span>
        {note && <span className="meta">{note}</span>}
      </span>
      <span className="card-end">
        {rule && onUnset && (
          <Button size="small" variant="quiet" onPress={onUnset} aria-label={`${t("factors.unset")}: ${name}`}>
            {t("factors.unset")}
          </Button>
        )}
        <Button size="small" onPress={onEdit} aria-label={`${t(rule ? "factors.edit" : "factors.set")}: ${name}`}>
          {t(rule ? "factors.edit" : "factors.set")}
        </Button>
      </span>
    </li>
  );
}
