/** Fetches, while nothing else is going on, the code of what opens on a press, so that its first opening waits for nothing. */
export function preloadOverlays(): void {
  void import("./Menu/MenuSurface");
  void import("./Popover/Surface");
  void import("./Dialog/DialogSurface");
  void import("./Drawer/DrawerModal");
}
