/** Texts that are not quite the name of anything: one decision each, for every row that has it. Decisions are kept as they are made. */
import { WandSparkles } from "lucide";
import { useMemo } from "react";
import type { Import, ImportMatch, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { cx } from "../../ui/classes";
import { NativeSelect } from "../../ui/NativeSelect";
import { choiceKey, choiceOf, undecided } from "./mapping";
import { type ImportActions, useImportActions } from "./useImport";
import type { StepProps } from "./Wizard";

const ALIKE = 0.9;

/** Texts field by field, those with most rows first. */
function byField(matches: readonly ImportMatch[]): [string, ImportMatch[]][] {
  const groups = new Map<string, ImportMatch[]>();
  for (const match of matches) groups.set(match.field, [...(groups.get(match.field) ?? []), match]);
  return [...groups].map(([field, list]) => [field, list.toSorted((a, b) => b.rows - a.rows)]);
}

export function MatchesStep({ file, object, go }: StepProps) {
  const t = useT(importWords);
  const label = useLabel();
  const actions = useImportActions(file);
  const { decide } = actions;
  const groups = useMemo(() => byField(file.matches), [file.matches]);
  const left = undecided(file);
  const sure = file.matches.flatMap((match) => {
    const [first] = match.candidates;
    return match.choice === null && first && first.score >= ALIKE ? [{ field: match.field, text: match.text, choice: { id: first.id } }] : [];
  });
  return (
    <>
      <header className="stack is-tight">
        <h2 className="sub-title">{t("matches.title")}</h2>
        <p className="meta">{t("matches.words")}</p>
        {sure.length > 0 && (
          <div>
            <Button icon={WandSparkles} onPress={() => decide.mutate(sure)} isPending={decide.isPending} trailing={<span className="num">{sure.length}</span>}>
              {t("matches.takeAll")}
            </Button>
          </div>
        )}
      </header>
      {groups.map(([field, list]) => (
        <section key={field} className="stack is-tight">
          <h3 className="sub-title">{fieldName(object, field, label)}</h3>
          <ul className="card-list">
            {list.map((match) => (
              <MatchRow key={match.text} match={match} decide={decide} />
            ))}
          </ul>
        </section>
      ))}
      <Callout tone={left.texts > 0 ? "warning" : "success"}>{left.texts > 0 ? t("matches.left", { n: left.texts, rows: left.rows }) : t("matches.done")}</Callout>
      <CheckFoot file={file} go={go} actions={actions} isHere />
    </>
  );
}

export function fieldName(object: ObjectMeta, name: string, label: (label: ObjectMeta["label"] | undefined) => string): string {
  return label(object.fields.find((field) => field.name === name.split(".", 1)[0])?.label) || name;
}

function MatchRow({ match, decide }: { match: ImportMatch; decide: ImportActions["decide"] }) {
  const t = useT(importWords);
  const format = useFormat();
  const percent = (score: number) => t("matches.similar", { percent: format.percent(Math.round(score * 100)) });
  const candidates = match.candidates.map(({ id, label, score }) => ({
    id: choiceKey({ id }),
    label: `${id.startsWith("file:") ? t("matches.file", { label }) : label} · ${percent(score)}`,
  }));
  // What was just chosen stays shown while it is being kept.
  const sent = decide.isPending ? decide.variables.find(({ field, text }) => field === match.field && text === match.text) : undefined;
  const choice = sent ? sent.choice : match.choice;
  return (
    <li className={cx("card-row import-match", choice !== null && "is-decided")}>
      <span className="card-words">
        <strong className="ellipsis">{match.text}</strong>
        <span className="meta num">{t("rows", { n: match.rows })}</span>
      </span>
      <NativeSelect
        label={`${t("matches.means")}: ${match.text}`}
        items={[
          { id: "", label: match.candidates.length === 0 ? `${t("matches.none")}: ${t("matches.choose")}` : t("matches.choose") },
          ...candidates,
          { id: "leave_empty", label: t("matches.leave") },
          { id: "reject", label: t("matches.reject") },
        ]}
        value={choiceKey(choice)}
        onChange={(key) => decide.mutate([{ field: match.field, text: match.text, choice: choiceOf(key) }])}
        level={choice === null ? 1 : typeof choice === "string" ? 0 : 4}
        isWide
      />
    </li>
  );
}

export interface CheckFootProps {
  file: Import;
  go(step: string | null): void;
  actions: ImportActions;
  /** The names are being decided right here. */
  isHere?: boolean;
}

export function CheckFoot({ file, go, actions, isHere = false }: CheckFootProps) {
  const t = useT(importWords);
  return (
    <footer className="import-foot">
      <Button onPress={() => go("columns")}>{t("backTo.columns")}</Button>
      {file.matches.length > 0 && !isHere && <Button onPress={() => go("matches")}>{t("backTo.matches")}</Button>}
      <span className="meta">{t("check.words")}</span>
      <Button variant="primary" onPress={() => actions.check.mutate(undefined, { onSuccess: () => go(null) })} isPending={actions.check.isPending || actions.decide.isPending}>
        {t(file.result ? "check.again" : "check")}
      </Button>
    </footer>
  );
}
