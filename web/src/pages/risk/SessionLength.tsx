/** How long sessions last, which is set with the password policies: said here, as it is looked for here. */
import { useQuery } from "@tanstack/react-query";
import { keys } from "../../lib/api/keys";
import { signInRules } from "../../lib/api/security";
import { type T, useLabel, useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { spanOf } from "../../parts/span";
import { Waiting } from "../../parts/Waiting";
import { FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";

function span(secs: number, t: T<keyof (typeof riskWords)["zh"]>): string {
  const { unit, n } = spanOf(secs);
  return t(unit, { n });
}

export function SessionLength() {
  const t = useT(riskWords);
  const label = useLabel();
  const rules = useQuery({ queryKey: keys.signInRules(), queryFn: ({ signal }) => signInRules(signal) });
  const policy = rules.data?.policies.find(({ key }) => key === rules.data.password_policy);
  const own = rules.data?.session_limits;
  const idle = own?.idle_secs ?? policy?.session_idle_secs;
  const absolute = own?.absolute_secs ?? policy?.session_absolute_secs;
  return (
    <FormSection title={t("length")}>
      {!rules.data && <Waiting query={rules} lines={2} />}
      {idle !== undefined && absolute !== undefined && (
        <p>
          {t("length.words", { idle: span(idle, t), absolute: span(absolute, t) })} {own ? t("length.own") : policy && t("length.policy", { name: label(policy.label) })}
        </p>
      )}
      <p>
        <Link href="/security/sign-in">{t("length.open")}</Link>
      </p>
    </FormSection>
  );
}
