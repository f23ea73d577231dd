//! Files a command writes: they hold customers' data, so only their owner may read them.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use futures_util::{Stream, StreamExt as _};

use super::import::refused;

/// A new file of that name, or the old one emptied.
pub(super) fn create(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.with_context(|| format!("{} can't be written", path.display()))
}

/// A whole file, piece by piece.
pub(super) async fn write<P: AsRef<[u8]>>(
    path: &Path,
    mut pieces: impl Stream<Item = Result<P, records::Error>> + Unpin,
) -> anyhow::Result<()> {
    let unwritable = || format!("{} can't be written", path.display());
    let mut file = create(path)?;
    while let Some(piece) = pieces.next().await {
        file.write_all(piece.map_err(refused)?.as_ref()).with_context(unwritable)?;
    }
    file.sync_all().with_context(unwritable)
}
