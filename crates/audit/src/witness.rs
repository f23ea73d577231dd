//! The witness: a file outside the database that repeats every checkpoint this node signed, one JSON line
//! each. Whoever rolls the whole database back, with its checkpoints and head record, still has the
//! witness against them; shipping the file to another machine makes it stronger.
//!
//! Not here: signing (`checkpoint.rs`) and judging (`verify/`).

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The file's name inside the data directory.
pub const WITNESS_FILE: &str = "audit.checkpoints";

/// The longest line that is read; a real one has about 400 bytes.
const MAX_LINE_BYTES: usize = 4096;

/// One checkpoint as the witness keeps it. Byte strings are lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessLine {
    /// The chain's node.
    pub node: String,
    /// The last event that the checkpoint covers.
    pub seq: i64,
    /// That event's hash.
    pub hash: String,
    /// When it was signed, microseconds.
    pub at: i64,
    /// Whose key signed.
    pub key_id: String,
    /// The signature of the checkpoint before; empty for the first.
    pub previous: String,
    /// The signature.
    pub signature: String,
}

/// The witness file, open for appending.
#[derive(Debug)]
pub struct Witness {
    file: File,
}

/// The file as it was read; by default of a node that keeps none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WitnessLines {
    /// Each line a checkpoint, or the number of a line that is none; `None` if there is no such file.
    pub(crate) lines: Option<Vec<Result<WitnessLine, usize>>>,
    /// Where it was read, and whose it is.
    kept: Option<(PathBuf, String)>,
}

impl Witness {
    /// Opens or creates the file in the data directory. A last line without its end, left by a crash, is
    /// cut off: the checkpoint it would have held is in the database and is repeated at start.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(directory: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path_in(directory))?;
        let whole = whole_lines_len(&file)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file })
    }

    /// Appends lines and returns once they are on the disk.
    ///
    /// # Errors
    /// What the file system says.
    pub fn append(&mut self, lines: &[WitnessLine]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        self.file.write_all(&text)?;
        self.file.sync_data()
    }
}

/// Where the witness lies in a data directory.
pub(crate) fn path_in(directory: &Path) -> PathBuf {
    directory.join(WITNESS_FILE)
}

impl WitnessLines {
    /// Reads every whole line of the witness that a node keeps in its data directory.
    ///
    /// # Errors
    /// What the file system says, other than that the file is absent.
    pub fn read(directory: &Path, node: &str) -> io::Result<Self> {
        Ok(Self { lines: lines_in(directory)?, kept: Some((directory.into(), node.into())) })
    }

    /// Reads the same file once more, with the name of the node it is kept by; nothing if none is kept.
    pub(crate) fn again(&self) -> io::Result<Option<(Self, &str)>> {
        let Some((directory, node)) = &self.kept else { return Ok(None) };
        Ok(Some((Self::read(directory, node)?, node)))
    }

    /// The last checkpoint of that node.
    pub(crate) fn last_of(&self, node: &str) -> Option<&WitnessLine> {
        let lines = self.lines.as_deref().unwrap_or_default();
        lines.iter().rev().filter_map(|line| line.as_ref().ok()).find(|line| line.node == node)
    }
}

fn lines_in(directory: &Path) -> io::Result<Option<Vec<Result<WitnessLine, usize>>>> {
    let mut file = match File::open(path_in(directory)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let whole = whole_lines_len(&file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(io::Read::take(file, whole));
    let mut lines = Vec::new();
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let read = (text.len() <= MAX_LINE_BYTES).then(|| serde_json::from_slice(text).ok()).flatten();
        lines.push(read.ok_or(lines.len() + 1));
        line.clear();
    }
    Ok(Some(lines))
}

/// The length up to and with the last line end.
fn whole_lines_len(file: &File) -> io::Result<u64> {
    let mut reader = BufReader::new(file);
    reader.seek(SeekFrom::Start(0))?;
    let mut whole = 0u64;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(whole);
        }
        whole += u64::try_from(read).unwrap_or(u64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(seq: i64) -> WitnessLine {
        WitnessLine {
            node: "main".into(),
            seq,
            hash: "00".into(),
            at: 1,
            key_id: "k".into(),
            previous: String::new(),
            signature: "ff".into(),
        }
    }

    #[test]
    fn lines_read_back_and_a_torn_last_line_is_cut_at_the_next_start() {
        let directory = tempfile::tempdir().unwrap();
        let path = path_in(directory.path());
        let read = || WitnessLines::read(directory.path(), "main").unwrap().lines;
        assert_eq!(read(), None);

        Witness::open(directory.path()).unwrap().append(&[line(1), line(2)]).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"node\":\"ma").unwrap();
        assert_eq!(read(), Some(vec![Ok(line(1)), Ok(line(2))]));

        Witness::open(directory.path()).unwrap().append(&[line(3)]).unwrap();
        assert_eq!(read(), Some(vec![Ok(line(1)), Ok(line(2)), Ok(line(3))]));
    }

    #[test]
    fn a_line_that_is_no_checkpoint_is_named_by_its_number() {
        let directory = tempfile::tempdir().unwrap();
        let path = path_in(directory.path());
        std::fs::write(&path, b"nonsense\n").unwrap();
        assert_eq!(WitnessLines::read(directory.path(), "main").unwrap().lines, Some(vec![Err(1)]));
    }
}
