/** Chooses what a program may do: records by object and verb, then everything else. What is high in risk is said in plain words below. */
import { useId } from "react";
import { useObjects } from "../../lib/api/hooks";
import type { ScopeInfo } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { scopeWords } from "../../lib/i18n/dict/scopes";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { cx } from "../../ui/classes";
import { ALL_OBJECTS, isCovered, recordScope, scopeOf, VERBS, withoutScope, withScope } from "./model";
import { ScopePills } from "./ScopeSentences";
import "./scopes.css";

export interface ScopePickerProps {
  label: string;
  /** What may be chosen. */
  scopes: readonly ScopeInfo[];
  value: readonly string[];
  onChange(value: string[]): void;
  error?: string | null;
}

export function ScopePicker(props: ScopePickerProps) {
  const { label, scopes, value, error } = props;
  const t = useT(scopeWords);
  const id = useId();
  const others = scopes.filter(({ scope }) => recordScope(scope) === null);
  const isAdmin = ({ scope }: ScopeInfo) => scope.startsWith("admin:");
  return (
    <div className="k-field scope-picker" role="group" aria-labelledby={id} aria-describedby={error ? `${id}error` : undefined}>
      <span className="scope-head">
        <span id={id} className="k-field-label">
          {label}
        </span>
        <span className="meta num" role="status">
          {value.length === 0 ? t("picked.none") : t("picked.count", { n: value.length })}
        </span>
      </span>
      <span className="meta scope-help">{t("records.help")}</span>
      {error && (
        <span id={`${id}error`} className="k-field-error" role="alert">
          {error}
        </span>
      )}
      <Matrix {...props} />
      <Others {...props} title={t("others")} scopes={others.filter((scope) => !isAdmin(scope))} />
      <Others {...props} title={t("admin")} help={t("admin.help")} scopes={others.filter(isAdmin)} />
      <Wide scopes={scopes.filter(({ scope, risk }) => risk === "high" && value.includes(scope))} />
    </div>
  );
}

function Matrix({ scopes, value, onChange, error }: ScopePickerProps) {
  const t = useT(scopeWords);
  const label = useLabel();
  const objects = useObjects();
  const offered = new Map(scopes.map((scope) => [scope.scope, scope]));
  const rows = [ALL_OBJECTS, ...objects.map(({ name }) => name)].filter((object) => VERBS.some((verb) => offered.has(scopeOf(verb, object))));
  if (rows.length === 0) return null;
  const nameOf = (object: string) => (object === ALL_OBJECTS ? t("records.all") : label(objects.find(({ name }) => name === object)?.plural));
  return (
    <div className={cx("scope-frame", error && "is-wrong")}>
      <table className="scope-matrix">
        <thead>
          <tr>
            <th scope="col">{t("records")}</th>
            {VERBS.map((verb) => (
              <th key={verb} scope="col" title={t(`verb.${verb}.help`)}>
                {t(`verb.${verb}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((object) => (
            <tr key={object} className={cx(object === ALL_OBJECTS && "is-all")}>
              <th scope="row">
                {nameOf(object)}
                {object === ALL_OBJECTS ? (
                  <span className="meta scope-note">{t("records.allHelp")}</span>
                ) : offered.get(scopeOf("read", object))?.personal_data ? (
                  <span className="meta scope-note">{t("personal")}</span>
                ) : null}
              </th>
              {VERBS.map((verb) => {
                const scope = scopeOf(verb, object);
                const isHeld = value.includes(scope);
                const isByAll = !isHeld && isCovered(scope, value);
                return (
                  <td key={verb}>
                    {offered.has(scope) ? (
                      <Checkbox
                        aria-label={`${nameOf(object)}: ${t(`verb.${verb}`)}`}
                        isSelected={isHeld || isByAll}
                        isDisabled={isByAll}
                        onChange={(isOn) => onChange(isOn ? withScope(value, scope) : withoutScope(value, scope))}
                      />
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Others({ title, help, scopes, value, onChange }: ScopePickerProps & { title: string; help?: string }) {
  const label = useLabel();
  const id = useId();
  if (scopes.length === 0) return null;
  return (
    <div className="scope-others" role="group" aria-labelledby={id}>
      <span id={id} className="k-field-label">
        {title}
      </span>
      {help && <span className="meta">{help}</span>}
      {scopes.map((scope) => (
        <span key={scope.scope} className="scope-other">
          <Checkbox isSelected={value.includes(scope.scope)} onChange={(isOn) => onChange(isOn ? withScope(value, scope.scope) : withoutScope(value, scope.scope))}>
            {label(scope.sentence)}
          </Checkbox>
          <ScopePills scope={scope} />
        </span>
      ))}
    </div>
  );
}

function Wide({ scopes }: { scopes: readonly ScopeInfo[] }) {
  const t = useT(scopeWords);
  const label = useLabel();
  if (scopes.length === 0) return null;
  return (
    <Callout tone="warning" title={t("wide")}>
      <ul className="scope-wide">
        {scopes.map(({ scope, sentence }) => (
          <li key={scope}>{label(sentence)}</li>
        ))}
      </ul>
      <p>{t("wide.advice")}</p>
    </Callout>
  );
}
