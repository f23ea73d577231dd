//! The text files of the repository as the rules read them. Not for: build output, installed packages or data directories.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that hold nothing a person wrote.
const SKIPPED_DIRS: &[&str] =
    &["target", "node_modules", "dist", ".git", "test-results", "playwright-report"];

/// What a text file's name ends in, or is.
const TEXT_ENDS: &[&str] = &[
    ".rs", ".ts", ".tsx", ".mjs", ".js", ".css", ".html", ".toml", ".json", ".md", ".sh", ".sql", ".lock",
    ".yml", "Makefile", ".npmrc", ".snap", "run",
];

/// One text file.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The repository's text files, sorted by path.
#[derive(Debug)]
pub(crate) struct Tree {
    root: PathBuf,
    files: Vec<SourceFile>,
}

/// A breach of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) path: String,
    /// Counted from 1; 0 when the whole file is meant.
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, message } = self;
        if *line == 0 { write!(out, "{path}: {message}") } else { write!(out, "{path}:{line}: {message}") }
    }
}

/// The repository's root, one above this crate.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

impl Tree {
    /// Reads every text file below the root.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        collect(root, root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { root: root.to_path_buf(), files })
    }

    /// A made-up tree for the rules' own tests.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        Self { root: PathBuf::from("/nowhere"), files }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Files whose path ends in one of these.
    pub(crate) fn ending(&self, ends: &'static [&'static str]) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(move |file| ends.iter().any(|end| file.path.ends_with(end)))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    /// Whether a file or folder of that path is there.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
            || self.root.join(path).exists()
    }
}

fn collect(root: &Path, dir: &Path, into: &mut Vec<SourceFile>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if !SKIPPED_DIRS.contains(&name.as_str()) && !name.starts_with("kedun-data") {
                collect(root, &path, into)?;
            }
        } else if TEXT_ENDS.iter().any(|end| name.ends_with(end)) {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            // A file that vanishes while we look, or is no text after all, is none of our business.
            if let Ok(text) = fs::read_to_string(&path) {
                into.push(SourceFile { path: relative, text });
            }
        }
    }
    Ok(())
}
