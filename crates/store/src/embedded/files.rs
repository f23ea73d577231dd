//! The files of the embedded database: who may read them, and that one process has them.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::Error;

/// What a plain SQLite file begins with (sqlite.org/fileformat.html, section 1.3).
const PLAIN_MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The right to use the database, held for as long as this value lives.
pub(crate) struct Lock {
    _file: File,
}

/// Makes the directory (0700) and the file (0600) if they are not there, takes the lock, and refuses a
/// plain database before the engine touches it.
pub(crate) fn prepare(path: &Path) -> Result<Lock, Error> {
    let directory = directory_of(path);
    DirBuilder::new().recursive(true).mode(0o700).create(&directory).map_err(|e| Error::io(&e))?;
    let lock = take_lock(path)?;
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|e| Error::io(&e))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|e| Error::io(&e))?;
    let mut head = [0u8; 16];
    if file.read_exact(&mut head).is_ok() && &head == PLAIN_MAGIC {
        return Err(Error::NotEncrypted);
    }
    Ok(lock)
}

/// Makes the names of freshly created files durable.
pub(crate) fn settle(path: &Path) -> Result<(), Error> {
    File::open(directory_of(path)).and_then(|directory| directory.sync_all()).map_err(|e| Error::io(&e))
}

fn take_lock(path: &Path) -> Result<Lock, Error> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(PathBuf::from(name))
        .map_err(|e| Error::io(&e))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Error::InUse),
        Err(TryLockError::Error(error)) => Err(Error::io(&error)),
    }
}

fn directory_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
