//! The default home of the root key: a file of one line that only its owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use model::Entropy;
use zeroize::Zeroizing;

use crate::error::KeyError;
use crate::root::{RootKey, RootKeyProvider};

/// A key file is one short line; more is something else.
const MAX_BYTES: u64 = 4096;

/// The root key in a file, mode 0600.
#[derive(Clone, Debug)]
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    /// The key file at that path, which may not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether anything lies at the path.
    pub fn exists(&self) -> bool {
        fs::symlink_metadata(&self.path).is_ok()
    }

    /// Makes a new root key and its file: whole and flushed to disk, or not there at all.
    ///
    /// # Errors
    /// [`KeyError::FileExists`] when the path is taken; [`KeyError::FileIo`] when writing fails.
    pub fn create(&self, entropy: &dyn Entropy) -> Result<RootKey, KeyError> {
        let root = RootKey::fresh(entropy)?;
        self.store(&root, entropy)?;
        Ok(root)
    }

    /// Writes that root key into a new file, as when it is moved from another provider.
    ///
    /// # Errors
    /// [`KeyError::FileExists`] when the path is taken; [`KeyError::FileIo`] when writing fails.
    pub fn store(&self, root: &RootKey, entropy: &dyn Entropy) -> Result<(), KeyError> {
        if self.exists() {
            return Err(self.taken());
        }
        let mut random = [0; 8];
        entropy.fill(&mut random);
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", hex::encode(random)));
        let draft = self.path.with_file_name(name);
        let result = self.write_and_link(&draft, root);
        // The draft goes in every case; when the link was made, the key has its name already.
        let removed = fs::remove_file(&draft);
        result?;
        removed.and_then(|()| self.sync_directory()).map_err(|error| self.failed("written", error))
    }

    /// A hard link fails when the name is taken, so that two programs starting at once can't overwrite
    /// each other's key; a rename would.
    fn write_and_link(&self, draft: &Path, root: &RootKey) -> Result<(), KeyError> {
        let write = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
            file.write_all(root.to_text().as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()
        };
        write().map_err(|error| self.failed("written", error))?;
        fs::hard_link(draft, &self.path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => self.taken(),
            _ => self.failed("written", error),
        })
    }

    fn sync_directory(&self) -> std::io::Result<()> {
        let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn taken(&self) -> KeyError {
        KeyError::FileExists { path: self.path.clone() }
    }

    fn failed(&self, action: &'static str, source: std::io::Error) -> KeyError {
        KeyError::FileIo { path: self.path.clone(), action, source }
    }
}

impl RootKeyProvider for KeyFile {
    /// Reads the key, after looking at the opened file's own permissions.
    fn root_key(&self) -> Result<RootKey, KeyError> {
        let file = File::open(&self.path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => KeyError::FileAbsent { path: self.path.clone() },
            _ => self.failed("read", error),
        })?;
        let metadata = file.metadata().map_err(|error| self.failed("read", error))?;
        if !metadata.is_file() {
            return Err(self.failed("read", std::io::Error::from(ErrorKind::InvalidInput)));
        }
        let mode = metadata.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(KeyError::FileExposed { path: self.path.clone(), mode });
        }
        // Room for the whole file at once: a growing buffer would leave the key behind in freed memory.
        let mut text = Zeroizing::new(String::with_capacity(8192));
        file.take(MAX_BYTES).read_to_string(&mut text).map_err(|error| match error.kind() {
            ErrorKind::InvalidData => KeyError::RootText,
            _ => self.failed("read", error),
        })?;
        RootKey::from_text(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    fn place() -> (tempfile::TempDir, KeyFile) {
        let dir = tempfile::tempdir().expect("a directory");
        let file = KeyFile::at(dir.path().join("data.key"));
        (dir, file)
    }

    #[test]
    fn a_key_file_is_one_line_for_its_owner_alone() {
        let (dir, file) = place();
        assert!(!file.exists());
        assert!(matches!(file.root_key(), Err(KeyError::FileAbsent { .. })));
        let made = file.create(&SeededEntropy::new(1)).expect("created");
        let mode = fs::metadata(file.path()).expect("there").permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        let text = fs::read_to_string(file.path()).expect("readable");
        assert!(text.starts_with("kedun-root-key-v1:") && text.ends_with('\n') && text.lines().count() == 1);
        assert_eq!(file.root_key().expect("opens").check_value(), made.check_value());
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1, "no draft is left behind");
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let (dir, file) = place();
        let made = file.create(&SeededEntropy::new(1)).expect("created");
        assert!(matches!(file.create(&SeededEntropy::new(2)), Err(KeyError::FileExists { .. })));
        // Even when it appears between the look and the write.
        let draft = dir.path().join("draft");
        let other = RootKey::fresh(&SeededEntropy::new(3)).expect("a key");
        assert!(matches!(file.write_and_link(&draft, &other), Err(KeyError::FileExists { .. })));
        assert!(file.root_key().expect("opens").verify_check(&made.check_value()));
    }

    #[test]
    fn a_file_that_others_can_reach_is_refused_with_the_remedy() {
        let (_dir, file) = place();
        file.create(&SeededEntropy::new(1)).expect("created");
        for mode in [0o640, 0o604, 0o660, 0o644, 0o610] {
            fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).expect("set");
            let error = file.root_key().expect_err("refused");
            assert!(matches!(error, KeyError::FileExposed { .. }), "{mode:o}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o400)).expect("set");
        assert!(file.root_key().is_ok(), "read-only for the owner is fine");
    }

    #[test]
    fn anything_but_a_key_is_refused_without_being_repeated() {
        let (_dir, file) = place();
        let key = RootKey::fresh(&SeededEntropy::new(1)).expect("a key").to_text();
        let short = &key[..key.len() - 4];
        let body = &key["kedun-root-key-v1:".len()..];
        for text in ["", "\n", body, short, "kedun-root-key-v2:AAAA", &format!("{}x", &*key)] {
            fs::write(file.path(), text).expect("written");
            fs::set_permissions(file.path(), fs::Permissions::from_mode(0o600)).expect("set");
            let error = file.root_key().expect_err("refused");
            assert!(matches!(error, KeyError::RootText), "{text}: {error}");
            assert!(!format!("{error:?} {error}").contains(body));
        }
        fs::write(file.path(), [0xff, 0xfe]).expect("written");
        assert!(matches!(file.root_key(), Err(KeyError::RootText)));
    }

    #[test]
    fn a_directory_is_no_key_file() {
        let (dir, _) = place();
        assert!(matches!(KeyFile::at(dir.path()).root_key(), Err(KeyError::FileIo { .. })));
    }
}
