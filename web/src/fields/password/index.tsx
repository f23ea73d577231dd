/** Choosing a password: shown or hidden, with the length rule filling as one types. Not for signing in: there a plain TextField serves. */
import { CircleCheck } from "lucide";
import type { PasswordPolicy } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { Icon } from "../../ui/Icon";
import { TextField } from "../../ui/TextField";
import { DEFAULT_POLICY, judgePassword, passwordLength } from "./policy";
import "./password.css";

export { DEFAULT_POLICY, judgePassword } from "./policy";

export interface NewPasswordProps {
  label: string;
  value: string;
  onChange(value: string): void;
  error?: string | null;
  policy?: PasswordPolicy;
  autoFocus?: boolean;
}

export function NewPassword({ label, value, onChange, error, policy = DEFAULT_POLICY, autoFocus }: NewPasswordProps) {
  const t = useT(signin);
  const length = passwordLength(value);
  const verdict = judgePassword(value, policy);
  const min = policy.min_length;
  const words =
    verdict === "empty"
      ? t("password.rule", { min })
      : verdict === "fine"
        ? t("password.enough")
        : verdict === "long"
          ? t("password.tooLong", { max: policy.max_length })
          : t("password.count", { n: length, min });
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
        isRequired
        reveal
        autoFocus={autoFocus}
        capsLockHint={t("capsLock")}
      />
      <span className="password-track" aria-hidden="true">
        <span className={verdict === "fine" ? "is-fine" : undefined} style={{ width: `${Math.min(100, (length / min) * 100)}%` }} />
      </span>
      {!error && (
        <span className="password-rule" aria-live="polite">
          {verdict === "fine" && <Icon icon={CircleCheck} size={13} />}
          {words}
        </span>
      )}
    </div>
  );
}
