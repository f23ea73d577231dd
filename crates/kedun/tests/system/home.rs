//! A directory of its own for one test: data, key, temporary files, log.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_kedun");
pub(crate) const ADMIN: &str = "admin@home.example";
pub(crate) const PASSWORD: &str = "plum-harbor-violin-27-sail";

/// Where one test's Kedun lives.
pub(crate) struct Home {
    directory: TempDir,
}

impl Home {
    /// An empty one.
    pub(crate) fn empty() -> Self {
        let home = Self { directory: tempfile::tempdir().unwrap() };
        std::fs::create_dir(home.path().join("tmp")).unwrap();
        std::fs::create_dir(home.path().join("log")).unwrap();
        home
    }

    /// One that `kedun init` has made.
    pub(crate) fn ready() -> Self {
        let home = Self::empty();
        let line = format!("{PASSWORD}\n");
        home.command(&["init", "--admin-email", ADMIN, "--admin-password-stdin"])
            .write_stdin(line)
            .assert()
            .success();
        home
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path().join("data.key")
    }

    /// A command on this home's data.
    pub(crate) fn command(&self, arguments: &[&str]) -> assert_cmd::Command {
        assert_cmd::Command::from_std(self.process(arguments))
    }

    /// The same, to be started and left running.
    pub(crate) fn process(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).arg("--data").arg(self.data());
        alone(&mut command, self.path());
        command
    }

    /// What `kedun` without `--data` does here.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).stdin(Stdio::null());
        alone(&mut command, self.path());
        command.output().unwrap()
    }

    /// The same home once more: its files copied while nothing runs.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::empty();
        std::fs::create_dir(copy.data()).unwrap();
        for entry in std::fs::read_dir(self.data()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.data().join(entry.file_name())).unwrap();
        }
        std::fs::copy(self.key(), copy.key()).unwrap();
        copy
    }
}

/// Nothing of the tester's own surroundings reaches the program but where programs lie.
fn alone(command: &mut Command, home: &Path) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("TMPDIR", home.join("tmp")).env("HOME", home).current_dir(home);
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
