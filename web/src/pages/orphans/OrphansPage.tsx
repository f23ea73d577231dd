/** What belongs to people who can't sign in any more, and the way to hand it on. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ScanSearch } from "lucide";
import { type ReactNode, useState } from "react";
import { leavers, orphans, peopleKeys } from "../../lib/api/people";
import type { Orphans } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { orphansWords } from "../../lib/i18n/dict/orphans";
import { PageHead } from "../../lib/page";
import { PeopleArea } from "../../parts/areas";
import { LeaveDialog } from "../../parts/leaving/LeaveDialog";
import { useObjectNames } from "../../parts/leaving/objectNames";
import { OwnedCounts } from "../../parts/leaving/OwnedCounts";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FormError } from "../../ui/FormRow";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { Link } from "../../ui/Link";
import { useUi } from "../../ui/locale";
import { toast } from "../../ui/Toast";
import { byPerson, type OrphanedPerson } from "./byPerson";
import "../../parts/parts.css";
import "./orphans.css";

export function OrphansPage() {
  const t = useT(orphansWords);
  const client = useQueryClient();
  const query = useQuery({ queryKey: peopleKeys.orphans(), queryFn: ({ signal }) => orphans(false, signal) });
  const look = useMutation({
    mutationFn: () => orphans(true),
    onSuccess: (found) => {
      client.setQueryData(peopleKeys.orphans(), found);
      toast({ message: t("done.look"), tone: "success" });
    },
  });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")}>
        {query.data && (
          <Look isPending={look.isPending} onPress={() => look.mutate()} />
        )}
      </PageHead>
      <PeopleArea current="orphans" />
      <Waiting query={query} />
      <FormError>{look.error ? errorWords(look.error, t) : null}</FormError>
      {query.data && <Found found={query.data} />}
    </div>
  );
}

function Look(press: { isPending: boolean; onPress(): void }) {
  const t = useT(orphansWords);
  return usePhone() ? (
    <IconButton icon={ScanSearch} label={t("look")} {...press} />
  ) : (
    <Button icon={ScanSearch} {...press}>
      {t("look")}
    </Button>
  );
}

function Found({ found }: { found: Orphans }) {
  const t = useT(orphansWords);
  const format = useFormat();
  const { navigate } = useUi();
  const [handing, setHanding] = useState<OrphanedPerson | null>(null);
  const left = useQuery({ queryKey: peopleKeys.leavers(), queryFn: ({ signal }) => leavers(signal), enabled: found.total > 0 });
  const people = byPerson(found);
  const nameOf = ({ person }: OrphanedPerson) => person.label ?? t("unknown");
  const looked = <span className="meta num">{t("looked", { when: format.relative(found.scanned_at) })}</span>;
  if (people.length === 0) return <EmptyState figure="people" title={t("empty")} description={<>{t("empty.words")} {looked}</>} />;
  const pageOf = (id: string) => `/settings/leavers?user=${encodeURIComponent(id)}`;
  return (
    <div className="stack">
      <p className="orphans-words">{t("words")}</p>
      <p className="orphans-total">
        <span>{t("total", { n: found.total })}</span> {looked}
      </p>
      {people.map((entry) => (
        <PersonCounts
          key={entry.person.id}
          entry={entry}
          name={nameOf(entry)}
          // Who has a list already goes on there.
          action={
            left.data?.items.some(({ user }) => user.id === entry.person.id) ? (
              <Link href={pageOf(entry.person.id)}>{t("show")}</Link>
            ) : (
              left.data && (
                <Button size="small" onPress={() => setHanding(entry)} aria-label={`${t("handOn")} ${nameOf(entry)}`}>
                  {t("handOn")}
                </Button>
              )
            )
          }
        />
      ))}
      {handing && (
        <LeaveDialog
          user={{ id: handing.person.id, name: nameOf(handing) }}
          isGone
          onClose={() => setHanding(null)}
          onDone={(leaver) => {
            setHanding(null);
            navigate(pageOf(leaver.user.id));
          }}
        />
      )}
    </div>
  );
}

function PersonCounts({ entry, name, action }: { entry: OrphanedPerson; name: string; action: ReactNode }) {
  const t = useT(orphansWords);
  const objectName = useObjectNames(t("view"));
  const counts = entry.counts.map(({ object, count }) => ({ id: object, label: objectName(object), count }));
  const teams = entry.teams.map((team) => ({ id: team.id, label: t("team", { name: team.label ?? team.id }), count: 1 }));
  return (
    <section className="card-list" aria-label={name}>
      <header className="card-row">
        <Avatar name={name} size={32} />
        <h2 className="card-words orphans-name">{name}</h2>
        <span className="card-end">{action}</span>
      </header>
      <OwnedCounts items={[...counts, ...teams]} />
    </section>
  );
}
