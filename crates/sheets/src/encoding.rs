//! Which encoding a text file has, and reading it as UTF-8.

use std::io::SeekFrom;

use encoding_rs::{DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::SheetError;
use crate::source::Input;

const CHUNK_BYTES: usize = 64 * 1024;

/// The encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, little end first, recognized by its mark.
    Utf16Le,
    /// UTF-16, big end first, recognized by its mark.
    Utf16Be,
    /// GB 18030, of which GBK and GB 2312 are parts.
    Gb18030,
    /// Windows' western code page. Never guessed, since any bytes fit it; a person may choose it.
    Windows1252,
}

impl Encoding {
    /// The name people know, which [`Encoding::from_name`] reads again.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Gb18030, Self::Windows1252]
            .into_iter()
            .find(|encoding| encoding.name().eq_ignore_ascii_case(name))
    }

    fn engine(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Gb18030 => GB18030,
            Self::Windows1252 => WINDOWS_1252,
        }
    }
}

/// Looks at the mark, then at every byte: UTF-8 if all of it fits, else GB 18030 if all of it fits and looks
/// like Chinese.
pub(crate) fn sniff(input: &mut dyn Input) -> Result<Encoding, SheetError> {
    input.seek(SeekFrom::Start(0))?;
    let mut mark = [0; 2];
    let marked = read_full(input, &mut mark)?;
    match mark.get(..marked) {
        Some([0xff, 0xfe]) => return Ok(Encoding::Utf16Le),
        Some([0xfe, 0xff]) => return Ok(Encoding::Utf16Be),
        _ => {}
    }
    input.seek(SeekFrom::Start(0))?;
    let mut utf8 = Some(Check::new(UTF_8));
    let mut chinese = Some(Check::new(GB18030));
    let mut pairs = PairCount::default();
    let mut first_bad = 0;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let read = read_full(input, &mut buffer)?;
        let chunk = buffer.get(..read).unwrap_or_default();
        if chunk.contains(&0) {
            return Err(SheetError::NotATable);
        }
        let last = read < buffer.len();
        if let Some(Err(offset)) = utf8.as_mut().map(|check| check.feed(chunk, last)) {
            (utf8, first_bad) = (None, offset);
        }
        if let Some(Err(_)) = chinese.as_mut().map(|check| check.feed(chunk, last)) {
            chinese = None;
        }
        pairs.feed(chunk);
        if last {
            break;
        }
    }
    match (utf8, chinese) {
        (Some(_), _) => Ok(Encoding::Utf8),
        (None, Some(_)) if pairs.look_chinese() => Ok(Encoding::Gb18030),
        _ => Err(SheetError::Encoding { offset: first_bad }),
    }
}

fn read_full(input: &mut dyn Input, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Whether bytes fit an encoding, chunk by chunk.
struct Check {
    decoder: encoding_rs::Decoder,
    out: Vec<u8>,
    offset: u64,
}

impl Check {
    fn new(engine: &'static encoding_rs::Encoding) -> Self {
        let decoder = engine.new_decoder_without_bom_handling();
        Self { decoder, out: vec![0; CHUNK_BYTES], offset: 0 }
    }

    /// The error is the place of the first byte that does not fit.
    fn feed(&mut self, mut bytes: &[u8], last: bool) -> Result<(), u64> {
        loop {
            let (result, read, _) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.out, last);
            self.offset += read as u64;
            bytes = bytes.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(bad, after) => {
                    return Err(self.offset.saturating_sub(u64::from(bad) + u64::from(after)));
                }
            }
        }
    }
}

/// Western text decodes as GB 18030 too ("Müller" becomes one rare character and "ler"), but then a byte
/// from the upper half is followed by a lower one. In Chinese text of GB 2312 both bytes are upper ones.
#[derive(Default)]
struct PairCount {
    both_upper: u64,
    mixed: u64,
    pending: bool,
}

impl PairCount {
    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let upper = *byte >= 0xa1;
            match (self.pending, upper) {
                (true, true) => self.both_upper += 1,
                (true, false) => self.mixed += 1,
                (false, _) => {}
            }
            self.pending = !self.pending && upper;
        }
    }

    fn look_chinese(&self) -> bool {
        self.both_upper > self.mixed.saturating_mul(4)
    }
}

/// A text file as UTF-8 without its mark, chunk by chunk.
pub(crate) struct Utf8Reader<'a> {
    input: &'a mut dyn Input,
    encoding: Encoding,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_len: usize,
    at_end: bool,
    finished: bool,
}

impl<'a> Utf8Reader<'a> {
    pub(crate) fn new(input: &'a mut dyn Input, encoding: Encoding) -> Result<Self, SheetError> {
        input.seek(SeekFrom::Start(0))?;
        let decoder = encoding.engine().new_decoder_with_bom_removal();
        let raw = vec![0; CHUNK_BYTES];
        Ok(Self { input, encoding, decoder, raw, raw_at: 0, raw_len: 0, at_end: false, finished: false })
    }

    /// Fills `out` with more text; 0 bytes only at the end.
    pub(crate) fn read(&mut self, out: &mut [u8]) -> Result<usize, SheetError> {
        while !self.finished {
            if self.raw_at == self.raw_len && !self.at_end {
                self.raw_len = read_full(self.input, &mut self.raw)?;
                self.raw_at = 0;
                self.at_end = self.raw_len < self.raw.len();
            }
            let bytes = self.raw.get(self.raw_at..self.raw_len).unwrap_or_default();
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, out, self.at_end);
            self.raw_at += read;
            match result {
                DecoderResult::Malformed(..) => {
                    return Err(SheetError::WrongEncoding { encoding: self.encoding.name() });
                }
                DecoderResult::InputEmpty => self.finished = self.at_end,
                DecoderResult::OutputFull => {}
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
