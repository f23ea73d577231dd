//! Why a whole file can't be read or written. One row's fault is [`crate::RowFault`].

use model::{Kind, Problem};

/// A fault of the whole file. No variant carries what a cell held.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// Nothing in it, or no row that could be a header.
    #[error("the file is empty")]
    Empty,
    /// No text in an encoding that can be recognized: the place of the first byte that does not fit UTF-8.
    #[error("the file is no text in UTF-8, UTF-16 or GB18030 (first doubtful byte: {offset})")]
    Encoding {
        /// Bytes before the first one that does not fit.
        offset: u64,
    },
    /// The text does not fit the encoding it was said to have.
    #[error("the file is not valid {encoding}")]
    WrongEncoding {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// It holds zero bytes: some other kind of file.
    #[error("the file is not a table")]
    NotATable,
    /// The workbook of an old Excel (.xls), or one locked by a password.
    #[error("old Excel files (.xls) and files with a password are not read; save as .xlsx or .csv")]
    OldOrLocked,
    /// A quoted cell that begins in this row does not end, or ends in the middle of a cell.
    #[error("the quotes in row {row} don't match")]
    Quotes {
        /// The row as a spreadsheet counts it; the header is row 1.
        row: u64,
    },
    /// More columns than [`crate::MAX_COLUMNS`].
    #[error("the file has more than {max} columns")]
    TooManyColumns {
        /// The limit.
        max: usize,
    },
    /// More rows than [`crate::MAX_ROWS`].
    #[error("the file has more than {max} rows")]
    TooManyRows {
        /// The limit.
        max: u64,
    },
    /// A workbook that unpacks to far more than it is, or says so.
    #[error("the workbook unpacks to more than is safe")]
    Bomb,
    /// The workbook's parts can't be read.
    #[error("the workbook is damaged")]
    Damaged,
    /// No sheet of that name, or none at all.
    #[error("there is no such sheet in the workbook")]
    NoSuchSheet,
    /// Reading or writing failed underneath.
    #[error("reading or writing failed")]
    Io(#[from] std::io::Error),
}

impl SheetError {
    /// The same in the words people see.
    pub fn problem(&self) -> Problem {
        let invalid = |code| Problem::new(Kind::Invalid, code);
        match self {
            Self::Empty => invalid("file_empty"),
            Self::Encoding { .. } => invalid("file_encoding"),
            Self::WrongEncoding { encoding } => invalid("file_wrong_encoding").with("encoding", *encoding),
            Self::NotATable => invalid("file_type_refused"),
            Self::OldOrLocked => invalid("file_old_or_locked"),
            Self::Quotes { row } => invalid("csv_quotes").with("row", row.to_string()),
            Self::TooManyColumns { max } => {
                Problem::new(Kind::TooLarge, "file_too_many_columns").with("max", max.to_string())
            }
            Self::TooManyRows { max } => {
                Problem::new(Kind::TooLarge, "file_too_many_rows").with("max", max.to_string())
            }
            Self::Bomb => Problem::new(Kind::TooLarge, "file_bomb"),
            Self::Damaged => invalid("file_damaged"),
            Self::NoSuchSheet => invalid("file_no_such_sheet"),
            Self::Io(_) => Problem::internal(),
        }
    }
}
