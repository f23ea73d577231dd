/** Everybody who can sign in, and those invited. The address keeps the search, the filters and the user that is open. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { FolderInput, Search, UserPlus } from "lucide";
import { Suspense, useEffect, useMemo, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { User } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { useShortcuts } from "../../lib/keys";
import { PageHead } from "../../lib/page";
import { PeopleArea } from "../../parts/areas";
import { useLater } from "../../parts/useLater";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Grid, type GridColumn } from "../../ui/Grid";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { Pill } from "../../ui/Pill";
import { lately, whenIdle } from "../../ui/lately";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { StatePill, useRoles, useTeams } from "./fields";
import { InviteDialog } from "./InviteDialog";
import { PeopleDialog } from "./PeopleDialog";
import "../../parts/parts.css";
import "./users.css";

const UserDrawer = lately(() => import("./UserDrawer"), (module) => module.UserDrawer);

function useRoleNames(): (user: User) => string[] {
  const label = useLabel();
  const roles = useRoles();
  return useMemo(() => {
    const names = new Map(roles.map((role) => [role.key, label(role.label)]));
    return (user: User) => user.roles.map((key) => names.get(key) ?? key);
  }, [roles, label]);
}

function useColumns(): GridColumn<User>[] {
  const t = useT(usersWords);
  const format = useFormat();
  const roleNames = useRoleNames();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("col.name"),
        width: 290,
        render: (user) => (
          <span className="users-name">
            <Avatar name={user.name} />
            <span className="ellipsis">{user.name}</span>
            {user.email && <span className="meta ellipsis">{user.email}</span>}
          </span>
        ),
      },
      { id: "team", header: t("col.team"), width: 150, render: (user) => <span className="ellipsis">{user.team?.label ?? "—"}</span> },
      {
        id: "roles",
        header: t("col.roles"),
        width: 260,
        render: (user) => (
          <span className="users-roles">
            {roleNames(user).map((name) => (
              <Pill key={name} color="teal" dot={false}>
                {name}
              </Pill>
            ))}
          </span>
        ),
      },
      { id: "state", header: t("col.state"), width: 110, render: (user) => <StatePill user={user} /> },
      { id: "seen", header: t("col.seen"), width: 150, render: (user) => <span className="num meta">{user.last_sign_in_at ? format.relative(user.last_sign_in_at) : t("never")}</span> },
    ],
    [t, format, roleNames],
  );
}

export function UsersPage() {
  const t = useT(usersWords);
  const url = useUrlState();
  const phone = usePhone();
  const [inviting, setInviting] = useState(false);
  const [importing, setImporting] = useState(false);
  const [typed, setTyped] = useState(url.get("q"));
  const q = useLater(typed.trim());
  const teams = useTeams();
  const roleNames = useRoleNames();
  const columns = useColumns();
  const state = url.get("state");
  const query = { q, team: url.get("team"), ...(state === "on" && { active: true }), ...(state === "off" && { active: false }) };
  const users = useInfiniteQuery({
    queryKey: keys.users(query),
    queryFn: ({ pageParam, signal }) => calls.users({ ...query, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => users.data?.pages.flatMap((page) => page.items) ?? [], [users.data]);
  const openId = url.get("user");
  const listed = rows.find((user) => user.id === openId);
  // A link from elsewhere may open somebody who is not on the pages loaded.
  const asked = useQuery({ queryKey: keys.user(openId), queryFn: ({ signal }) => calls.user(openId, signal), enabled: openId !== "" && !listed && !users.isPending });
  const open = listed ?? (openId === "" ? undefined : asked.data);
  useEffect(() => whenIdle(UserDrawer), []);
  useShortcuts([{ keys: "n", label: t("invite"), run: () => setInviting(true) }]);
  // Whoever may not see the users has no use for a search among them.
  if (isApiError(users.error) && users.error.status === 403) {
    return (
      <div className="page-body">
        <PageHead title={t("title")} />
        <Waiting query={users} />
      </div>
    );
  }
  const clear = () => {
    setTyped("");
    url.set({ q: null, team: null, state: null });
  };
  return (
    <div className="full-page">
      <PageHead title={t("title")}>
        {phone ? (
          <IconButton icon={FolderInput} label={t("people")} onPress={() => setImporting(true)} />
        ) : (
          <Button icon={FolderInput} onPress={() => setImporting(true)}>
            {t("people")}
          </Button>
        )}
        <Button variant="primary" icon={UserPlus} onPress={() => setInviting(true)}>
          {t("invite")}
        </Button>
      </PageHead>
      <PeopleArea current="users" />
      <div className="tool-bar">
        <TextField
          label={t("search")}
          hideLabel
          type="search"
          placeholder={t("search")}
          prefix={<Icon icon={Search} size={15} />}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            url.set({ q: value.trim() });
          }}
        />
        <Select label={t("filter.team")} hideLabel placeholder={t("filter.team")} items={teams.map(({ id, name }) => ({ id, label: name }))} value={url.get("team") || null} onChange={(team) => url.set({ team })} isClearable />
        <SegmentedControl
          label={t("filter.state")}
          value={state || "all"}
          onChange={(next) => url.set({ state: next === "all" ? null : next })}
          items={[
            { id: "all", label: t("state.all") },
            { id: "on", label: t("state.on") },
            { id: "off", label: t("state.off") },
          ]}
        />
      </div>
      {users.error && (
        <div className="users-fault">
          <Waiting query={{ isPending: false, error: users.error, refetch: () => (users.isFetchNextPageError ? users.fetchNextPage() : users.refetch()) }} />
        </div>
      )}
      {(users.data || !users.error) && (
        <Grid
          label={t("title")}
          rows={rows}
          rowId={(user) => user.id}
          rowLabel={(user) => user.name}
          columns={columns}
          opensFromRow
          onOpen={(user) => url.set({ user: user.id }, { push: true })}
          isLoading={users.isPending}
          hasMore={users.hasNextPage}
          isLoadingMore={users.isFetchingNextPage}
          onLoadMore={() => void users.fetchNextPage()}
          card={(user) => ({
            leading: <Avatar name={user.name} size={32} />,
            title: user.name,
            end: <StatePill user={user} />,
            meta: [user.team?.label, ...roleNames(user)].filter(Boolean).join(" · ") || (user.email ?? undefined),
          })}
          empty={<EmptyState figure="people" title={t("empty")} description={t("empty.words")} actions={<Button onPress={clear}>{t("clear")}</Button>} />}
        />
      )}
      {importing && <PeopleDialog onClose={() => setImporting(false)} />}
      <InviteDialog isOpen={inviting} onOpenChange={setInviting} />
      {open && (
        <Suspense>
          <UserDrawer key={open.id} user={open} onClose={() => url.set({ user: null })} />
        </Suspense>
      )}
    </div>
  );
}
