/**
 * Choosing a password: shown or hidden, pasted or typed, with the policy's rules as a checklist that follows along and a word on its
 * strength. Not for signing in: there a plain TextField serves.
 */
import { Circle, CircleCheck, CircleDashed, CircleX, Clock } from "lucide";
import { useId } from "react";
import type { Policy } from "../../lib/api/types";
import { type T, useT } from "../../lib/i18n";
import { passwordWords } from "../../lib/i18n/dict/password";
import { Icon } from "../../ui/Icon";
import { TextField } from "../../ui/TextField";
import { DEFAULT_POLICY, judgePassword, minChars, missingClasses, type PasswordFault, passwordLength, type PasswordRule, type RuleState, rulesOf } from "./policy";
import { type About, type Checked, useServerCheck } from "./useServerCheck";
import "./password.css";

export { DEFAULT_POLICY, judgePassword } from "./policy";

type Words = T<keyof (typeof passwordWords)["zh"]>;

const classWords = (classes: readonly ("upper" | "lower" | "digit" | "special")[], t: Words): string => classes.map((each) => t(`class.${each}`)).join(t("class.join"));

function faultWords(fault: PasswordFault, t: Words): string {
  if (fault.code === "short") return t("fault.short", { min: fault.min });
  if (fault.code === "long") return t("fault.long", { max: fault.max });
  return fault.code === "classes" ? t("fault.classes", { missing: classWords(fault.missing, t) }) : t("fault.notAllowed");
}

/** What is wrong with a password before it is sent, in words; null when it is worth sending. */
export function usePasswordFault(policy: Policy, hasFactor = false): (password: string) => string | null {
  const t = useT(passwordWords);
  return (password) => {
    const fault = judgePassword(password, policy, hasFactor);
    return fault && faultWords(fault, t);
  };
}

export interface NewPasswordProps {
  label: string;
  value: string;
  onChange(value: string): void;
  error?: string | null;
  policy?: Policy;
  /** A second factor is bound: the password may be shorter. */
  hasFactor?: boolean;
  /** Whose it is: their name must not be in it. */
  about?: About;
  autoFocus?: boolean;
}

export function NewPassword({ label, value, onChange, error, policy = DEFAULT_POLICY, hasFactor = false, about = {}, autoFocus }: NewPasswordProps) {
  const t = useT(passwordWords);
  const checked = useServerCheck(value, policy, hasFactor, about);
  const rules = rulesOf(value, policy, hasFactor, checked.check);
  const title = useId();
  return (
    <div className="password">
      <TextField
        label={label}
        type="password"
        name="new-password"
        autoComplete="new-password"
        value={value}
        onChange={onChange}
        error={error}
        description={t("tip")}
        isRequired
        reveal
        autoFocus={autoFocus}
        capsLockHint={t("capsLock")}
      />
      <Strength checked={checked} />
      <span id={title} className="sr-only">
        {t("rules")}
      </span>
      <ul className="password-rules" aria-labelledby={title}>
        {rules.map((rule) => (
          <Rule key={rule.id} rule={rule} words={ruleWords(rule, value, policy, hasFactor, t)} />
        ))}
      </ul>
      <Summary rules={rules} />
    </div>
  );
}

function ruleWords({ id }: PasswordRule, value: string, policy: Policy, hasFactor: boolean, t: Words): string {
  const n = passwordLength(value);
  const min = minChars(policy, hasFactor);
  switch (id) {
    case "length":
      return n === 0 || n >= min ? t("rule.length", { min }) : t("rule.lengthCount", { min, n });
    case "long":
      return t("rule.long", { max: policy.max_chars, n });
    case "classes": {
      const rule = policy.classes >= 4 ? t("rule.classesAll") : t("rule.classes", { n: policy.classes });
      const missing = missingClasses(value);
      const isShort = n > 0 && 4 - missing.length < policy.classes;
      return isShort ? `${rule} · ${t("rule.classesMissing", { missing: classWords(missing, t) })}` : rule;
    }
    case "common":
      return t(policy.context ? "rule.common" : "rule.commonOnly");
    case "breached":
      return t("rule.breached");
    case "history":
      return t("rule.history", { n: policy.history });
  }
}

const ICONS: Record<RuleState, typeof Circle> = { open: Circle, met: CircleCheck, unmet: Circle, broken: CircleX, checking: CircleDashed, later: Clock };

/** One rule; the state stands in the icon, in the colour, and in a word for those who hear it. */
function Rule({ rule, words }: { rule: PasswordRule; words: string }) {
  const t = useT(passwordWords);
  return (
    <li className={`password-rule is-${rule.state}`}>
      <Icon icon={ICONS[rule.state]} size={14} />
      <span>
        {words}
        {rule.state === "later" && <span className="password-later"> · {t("state.later")}</span>}
        {rule.state !== "later" && <span className="sr-only">{`: ${t(`state.${rule.state}`)}`}</span>}
      </span>
    </li>
  );
}

/** Said once the server has answered, not on each key. */
function Summary({ rules }: { rules: readonly PasswordRule[] }) {
  const t = useT(passwordWords);
  const broken = rules.filter(({ state }) => state === "broken").length;
  const isSettled = rules.every(({ state }) => state !== "open" && state !== "checking");
  return (
    <span className="sr-only" role="status">
      {isSettled ? (broken > 0 ? t("left", { n: broken }) : t("allMet")) : ""}
    </span>
  );
}

const HINTS = ["repeat", "sequence", "date", "keyboard", "common", "name", "word", "own_words", "longer"] as const;

function Strength({ checked: { check, strength } }: { checked: Checked }) {
  const t = useT(passwordWords);
  const hint = HINTS.find((known) => `password_hint_${known}` === strength?.hint);
  if (check === "unknown") return null;
  return (
    <div className="password-strength" data-score={strength?.score}>
      <span className="password-bar" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((step) => (
          <span key={step} className={strength && step <= strength.score ? "is-on" : undefined} />
        ))}
      </span>
      <span className="password-word">
        <span className="sr-only">{`${t("strength")}: `}</span>
        {strength ? t(`strength.${strength.score}`) : t("strength.none")}
      </span>
      {hint && <span className="password-hint">{t(`hint.${hint}`)}</span>}
    </div>
  );
}
