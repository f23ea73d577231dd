/** Texts that are not quite the name of anything: one decision each, for every row that has it. Decisions are kept as they are made. */
import { WandSparkles } from "lucide";
import { useMemo, useState } from "react";
import type { Field, Import, ImportMatch, MatchChoice, ObjectMeta, Ref } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { cx } from "../../ui/classes";
import { NativeSelect } from "../../ui/NativeSelect";
import { choiceKey, choiceOf, undecided } from "./mapping";
import { canSearch, OtherPicker } from "./OtherPicker";
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
          <header className="row-of import-group">
            <h3 className="sub-title">{fieldName(object, field, label)}</h3>
            <RestBar list={list} decide={decide} />
          </header>
          <ul className="card-list">
            {list.map((match) => (
              <MatchRow key={match.text} match={match} field={object.fields.find((entry) => entry.name === field)} decide={decide} />
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

const OTHER = "other";

function MatchRow({ match, field, decide }: { match: ImportMatch; field: Field | undefined; decide: ImportActions["decide"] }) {
  const t = useT(importWords);
  const label = useLabel();
  const format = useFormat();
  const [isSearching, setSearching] = useState(false);
  const [picked, setPicked] = useState<Ref | null>(null);
  // What was just chosen stays shown while it is being kept.
  const sent = decide.isPending ? decide.variables.find((decision) => decision.field === match.field && decision.text === match.text) : undefined;
  const choice = sent ? sent.choice : match.choice;
  const percent = (score: number) => t("matches.similar", { percent: format.percent(Math.round(score * 100)) });
  const items = match.candidates.map(({ id, label: name, score }) => ({
    id: choiceKey({ id }),
    label: `${id.startsWith("file:") ? t("matches.file", { label: name }) : name} · ${percent(score)}`,
  }));
  const has = (key: string): boolean => items.some(({ id }) => id === key);
  for (const option of field?.options ?? []) if (option.active && !has(choiceKey({ id: option.key }))) items.push({ id: choiceKey({ id: option.key }), label: label(option.label) });
  const key = choiceKey(choice);
  if (typeof choice === "object" && choice !== null && !has(key)) items.push({ id: key, label: picked?.id === choice.id ? (picked.label ?? choice.id) : t("matches.chosen") });
  const means = `${t("matches.means")}: ${match.text}`;
  const take = (next: string) => {
    setSearching(next === OTHER);
    if (next !== OTHER) decide.mutate([{ field: match.field, text: match.text, choice: choiceOf(next) }]);
  };
  return (
    <li className={cx("card-row import-match", choice !== null && "is-decided")}>
      <span className="card-words">
        <strong className="ellipsis">{match.text}</strong>
        <span className="meta num">{t("rows", { n: match.rows })}</span>
      </span>
      <span className="import-means">
        <NativeSelect
          label={means}
          items={[
            { id: "", label: match.candidates.length === 0 ? `${t("matches.none")}: ${t("matches.choose")}` : t("matches.choose") },
            ...items,
            ...(canSearch(field) ? [{ id: OTHER, label: t("matches.other") }] : []),
            { id: "leave_empty", label: t("matches.leave") },
            { id: "reject", label: t("matches.reject") },
          ]}
          value={isSearching ? OTHER : key}
          onChange={take}
          level={choice === null ? 1 : typeof choice === "string" ? 0 : 4}
          isWide
        />
        {isSearching && canSearch(field) && (
          <OtherPicker
            label={means}
            field={field}
            onPick={(found) => {
              setPicked(found);
              take(choiceKey({ id: found.id }));
            }}
          />
        )}
      </span>
    </li>
  );
}

/** One decision for every text of a field that has none yet. */
function RestBar({ list, decide }: { list: readonly ImportMatch[]; decide: ImportActions["decide"] }) {
  const t = useT(importWords);
  const open = list.filter((match) => match.choice === null);
  if (open.length < 2) return null;
  const all = (choice: MatchChoice) => decide.mutate(open.map(({ field, text }) => ({ field, text, choice })));
  return (
    <span className="row-of meta">
      {t("matches.rest", { n: open.length })}
      <Button size="small" onPress={() => all("leave_empty")} isDisabled={decide.isPending}>
        {t("matches.restEmpty")}
      </Button>
      <Button size="small" onPress={() => all("reject")} isDisabled={decide.isPending}>
        {t("matches.restReject")}
      </Button>
    </span>
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
