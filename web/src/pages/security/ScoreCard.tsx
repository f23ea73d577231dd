/** The score, what the company asks for, and each missing thing as one row with what to do about it. */
import { CalendarClock, Fingerprint, KeyRound, LifeBuoy, ShieldPlus } from "lucide";
import { useMe } from "../../lib/api/hooks";
import type { FactorKind, MissingCode, MySecurity } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { securityWords } from "../../lib/i18n/dict/security";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Icon, type IconNode } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { Ring } from "../../ui/Ring";
import { reasonOf, scoreTone } from "./score";

export interface ScoreCardProps {
  security: MySecurity;
  onAdd(kind?: FactorKind): void;
  onMakeCodes(): void;
  onPassword(): void;
}

const ICONS: Record<MissingCode, IconNode> = {
  second_factor: ShieldPlus,
  phishing_resistant: Fingerprint,
  recovery_codes: LifeBuoy,
  recovery_codes_few: LifeBuoy,
  password_ends: CalendarClock,
  password_weak: KeyRound,
};

export function ScoreCard(props: ScoreCardProps) {
  const t = useT(securityWords);
  const { score, missing } = props.security;
  const known = missing.filter(({ code }) => code in ICONS).toSorted((a, b) => b.weight - a.weight);
  return (
    <section className="security-score" aria-labelledby="security-score">
      <div className="security-head">
        <Ring label={t("score")} value={score} tone={scoreTone(score)} />
        <div>
          <h2 id="security-score" className="security-verdict">
            {known.length === 0 ? t("score.full") : t("score.left", { n: known.length })}
          </h2>
          <p className="meta">{t("score.words")}</p>
        </div>
      </div>
      <Requirement security={props.security} />
      {known.length > 0 && (
        <ul className="card-list">
          {known.map(({ code, weight }) => (
            <li key={code} className="card-row">
              <span className="factor-icon">
                <Icon icon={ICONS[code]} size={17} />
              </span>
              <span className="card-words">
                <span className="card-title">
                  {t(`missing.${code}`)}
                  {weight > 0 && (
                    <Pill color="teal" dot={false}>
                      {t("score.weight", { n: weight })}
                    </Pill>
                  )}
                </span>
                <span className="meta">{t(`missing.${code}.why`)}</span>
              </span>
              <span className="card-end">
                <Act {...props} code={code} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Act({ code, onAdd, onMakeCodes, onPassword }: ScoreCardProps & { code: MissingCode }) {
  const t = useT(securityWords);
  const named = (word: string) => `${word}: ${t(`missing.${code}`)}`;
  const [word, onPress] =
    code === "second_factor"
      ? [t("act.add"), () => onAdd()]
      : code === "phishing_resistant"
        ? [t("act.add"), () => onAdd("passkey")]
        : code === "recovery_codes"
          ? [t("act.make"), onMakeCodes]
          : code === "recovery_codes_few"
            ? [t("act.renew"), onMakeCodes]
            : [t("act.change"), onPassword];
  return (
    <Button size="small" variant={code === "second_factor" ? "primary" : "secondary"} onPress={onPress} aria-label={named(word)}>
      {word}
    </Button>
  );
}

function Requirement({ security }: { security: MySecurity }) {
  const t = useT(securityWords);
  const format = useFormat();
  const me = useMe();
  const label = useLabel();
  const { missing, requirement } = security;
  const { need, due_at, because } = requirement;
  const isMet = !missing.some(({ code }) => code === (need === "phishing_resistant" ? "phishing_resistant" : "second_factor"));
  if (need === "none" || isMet) return null;
  const isStrong = need === "phishing_resistant";
  const name = (entry: string) => {
    const { kind, key } = reasonOf(entry);
    if (kind === "default") return t("because.default");
    if (kind === "policy") return `${t("because.policy")} ${label(security.policy.label)}`;
    const role = kind === "role" ? me.roles.find((each) => each.key === key) : undefined;
    return `${t(`because.${kind}`)} ${role ? label(role.label) : me.user.team?.id === key ? me.user.team.label : key}`;
  };
  return (
    <Callout tone="warning" title={due_at ? t(isStrong ? "need.dueStrong" : "need.due", { date: format.dateTime(due_at) }) : t(isStrong ? "need.nowStrong" : "need.now")}>
      {because.length > 0 && t("need.because", { why: because.map(name).join(" · ") })}
    </Callout>
  );
}
