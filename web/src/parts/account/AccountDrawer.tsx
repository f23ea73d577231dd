/** Somebody's account in a drawer, for whoever manages security and has no page of the users. */
import { useMe } from "../../lib/api/hooks";
import { useT } from "../../lib/i18n";
import { userSecurityWords } from "../../lib/i18n/dict/userSecurity";
import { Drawer } from "../../ui/Drawer";
import { SkeletonLines } from "../../ui/Skeleton";
import { Account } from "./Account";
import { useUserName } from "./useUserName";
import "../parts.css";

export interface AccountDrawerProps {
  id: string;
  /** As the server has said it already. */
  name?: string | null;
  isLinked?: boolean;
  onClose(): void;
}

export function AccountDrawer({ id, name, isLinked, onClose }: AccountDrawerProps) {
  const t = useT(userSecurityWords);
  const me = useMe();
  const found = useUserName(id);
  const known = name ?? found;
  // Nameless, but not called by a name that somebody else has made up.
  const shown = known === null ? t("nameless", { id: id.slice(-6) }) : known;
  return (
    <Drawer isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={shown === undefined ? t("account") : t("account.of", { name: shown })}>
      <div className="stack">{shown === undefined ? <SkeletonLines lines={6} /> : <Account user={{ id, name: shown }} isSelf={me.user.id === id} isLinked={isLinked} />}</div>
    </Drawer>
  );
}
