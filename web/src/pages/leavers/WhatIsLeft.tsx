/** Whether anything still belongs to somebody who left, as the server found it when it looked last. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { orphans, peopleKeys } from "../../lib/api/people";
import type { Leaver, Orphans } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { useObjectNames } from "../../parts/leaving/objectNames";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormSection } from "../../ui/FormRow";
import { leftOf } from "./left";

export function WhatIsLeft({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const client = useQueryClient();
  const query = useQuery({ queryKey: peopleKeys.orphans(), queryFn: ({ signal }) => orphans(false, signal) });
  const look = useMutation({ mutationFn: () => orphans(true), onSuccess: (found) => client.setQueryData(peopleKeys.orphans(), found) });
  const name = leaver.user.label ?? "";
  const isMoving = leaver.handover !== null && !leaver.handover.done;
  const found = query.data;
  // A look from before they left says nothing about what is left.
  const isOlder = !found || Date.parse(found.scanned_at) < Date.parse(leaver.left_at);
  const button = (
    <Button size="small" onPress={() => look.mutate()} isPending={look.isPending} isDisabled={isMoving}>
      {t("left.look")}
    </Button>
  );
  return (
    <FormSection title={t("left.title")} description={t("left.words", { name })}>
      <Waiting query={query} lines={2} />
      {query.data && (isMoving || isOlder) && <Callout actions={button}>{t(isMoving ? "left.running" : "left.never")}</Callout>}
      {found && !isMoving && !isOlder && <Verdict found={found} leaver={leaver} actions={button} />}
      <FormError>{look.error ? errorWords(look.error, t) : null}</FormError>
    </FormSection>
  );
}

function Verdict({ found, leaver, actions }: { found: Orphans; leaver: Leaver; actions: ReactNode }) {
  const t = useT(leaversWords);
  const format = useFormat();
  const objectName = useObjectNames(t("view"));
  const { counts, teams, total } = leftOf(found, leaver.user.id);
  const name = leaver.user.label ?? "";
  const when = format.dateTime(found.scanned_at);
  const what = [...counts.map(({ object, count }) => `${objectName(object)} ${count}`), ...teams.map((team) => t("left.team", { name: team.label ?? team.id }))].join(" · ");
  return (
    <div role="status">
      {total === 0 ? (
        <Callout tone="success" title={t("left.nothing", { name })} actions={actions}>
          {t("left.nothingWords", { when })}
        </Callout>
      ) : (
        <Callout tone="warning" title={t("left.some", { n: total, name })} actions={actions}>
          {t("left.someWords", { when, what })}
        </Callout>
      )}
    </div>
  );
}
