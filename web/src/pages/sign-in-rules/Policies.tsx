/** The password policies as cards, one of them in use, with the clauses of the chosen one below. */
import { Copy, Pencil, Plus, Trash2 } from "lucide";
import { useId, useState } from "react";
import type { Policy, SignInRules } from "../../lib/api/types";
import { type T, useLabel, useT } from "../../lib/i18n";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { spanOf } from "../../parts/span";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/classes";
import { IconButton } from "../../ui/IconButton";
import { Pill } from "../../ui/Pill";
import { Clauses } from "./Clauses";
import { copyOf, withoutPolicy, withPolicy } from "./draft";
import { PolicyDrawer } from "./PolicyDrawer";

export interface RulesProps {
  saved: SignInRules;
  rules: SignInRules;
  onChange(rules: SignInRules): void;
}

export function Policies({ saved, rules, onChange }: RulesProps) {
  const t = useT(signInRulesWords);
  const group = useId();
  const [editing, setEditing] = useState<Policy | null>(null);
  const chosen = rules.policies.find(({ key }) => key === rules.password_policy);
  const kept = saved.policies.find(({ key }) => key === chosen?.key);
  return (
    <div className="stack rules">
      <p className="rules-words">{t("policy.words")}</p>
      <div role="radiogroup" aria-label={t("policy.all")} className="rules-cards">
        {rules.policies.map((policy) => (
          <PolicyCard
            key={policy.key}
            policy={policy}
            group={group}
            isChosen={policy.key === rules.password_policy}
            isInUse={policy.key === saved.password_policy}
            onChoose={() => onChange({ ...rules, password_policy: policy.key })}
            onEdit={() => setEditing(policy.shipped ? copyOf(policy) : policy)}
            onRemove={() => onChange(withoutPolicy(rules, policy.key))}
          />
        ))}
      </div>
      {chosen && (
        <span>
          <Button icon={Plus} variant="dashed" onPress={() => setEditing(copyOf(chosen))}>
            {t("policy.new")}
          </Button>
        </span>
      )}
      {chosen && <Clauses policy={chosen} isSaved={kept !== undefined && JSON.stringify(kept) === JSON.stringify(chosen)} />}
      {editing && (
        <PolicyDrawer
          policy={editing}
          onApply={(policy) => {
            onChange(withPolicy(rules, policy));
            setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

interface PolicyCardProps {
  policy: Policy;
  group: string;
  isChosen: boolean;
  isInUse: boolean;
  onChoose(): void;
  onEdit(): void;
  onRemove(): void;
}

function PolicyCard({ policy, group, isChosen, isInUse, onChoose, onEdit, onRemove }: PolicyCardProps) {
  const t = useT(signInRulesWords);
  const label = useLabel();
  const name = label(policy.label);
  return (
    <div className={cx("rules-card", isChosen && "is-on")}>
      <label className="rules-card-main">
        <input type="radio" className="k-native" name={group} value={policy.key} checked={isChosen} onChange={onChoose} aria-label={name} />
        <span className="rules-card-title">
          <span className="k-radio-dot" />
          <span className="rules-card-name">{name}</span>
          {isInUse ? <Pill color="green">{t("policy.now")}</Pill> : <Pill dot={false}>{t(policy.shipped ? "policy.shipped" : "policy.own")}</Pill>}
        </span>
        <span className="rules-facts">
          {factsOf(policy, t).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </span>
      </label>
      <span className="rules-card-acts">
        {policy.shipped ? (
          <IconButton size="small" icon={Copy} label={`${t("policy.copy")}: ${name}`} onPress={onEdit} />
        ) : (
          <>
            <IconButton size="small" icon={Pencil} label={`${t("policy.edit")}: ${name}`} onPress={onEdit} />
            <IconButton size="small" icon={Trash2} label={`${t("policy.remove")}: ${name}`} onPress={onRemove} isDisabled={isChosen || isInUse} />
          </>
        )}
      </span>
    </div>
  );
}

type Words = T<keyof (typeof signInRulesWords)["zh"]>;

function spanWords(secs: number, t: Words): string {
  const { unit, n } = spanOf(secs);
  return t(unit, { n });
}

function factsOf(policy: Policy, t: Words): string[] {
  const { min_chars: min, min_chars_with_factor: factor, session_idle_secs: idle, session_absolute_secs: absolute } = policy;
  const sessions = idle && absolute ? [t("fact.sessions", { idle: spanWords(idle, t), absolute: spanWords(absolute, t) })] : [];
  if (!policy.passwords_allowed) return [t("fact.noPassword"), ...sessions];
  return [
    factor === min ? t("fact.lengthSame", { min }) : t("fact.length", { min, factor }),
    policy.classes > 0 ? t("fact.classes", { n: policy.classes }) : t("fact.noClasses"),
    !policy.max_age_days ? t("fact.noAge") : t("fact.age", { days: policy.max_age_days, warn: policy.warn_days }),
    ...(policy.history > 0 ? [t("fact.history", { n: policy.history })] : []),
    ...(policy.blocklist ? [t("fact.blocklist")] : []),
    ...(policy.context ? [t("fact.context")] : []),
    ...(policy.breached ? [t("fact.breached")] : []),
    ...sessions,
  ];
}
