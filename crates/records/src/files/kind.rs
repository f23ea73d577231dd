//! What a file is, by its content, and what it may be called.

use model::{Kind, Problem, is_unseen};

use super::NewFile;

const MAX_NAME_CHARS: usize = 200;

/// Endings by which an office computer runs a file or opens it as a page, whatever its content.
const RUN: &[&str] = &[
    "app",
    "appref-ms",
    "bat",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "desktop",
    "dll",
    "dotm",
    "exe",
    "gadget",
    "hta",
    "htm",
    "html",
    "iqy",
    "jar",
    "js",
    "jse",
    "lnk",
    "mht",
    "mhtml",
    "mjs",
    "msc",
    "msi",
    "pif",
    "potm",
    "ppam",
    "ps1",
    "psd1",
    "psm1",
    "py",
    "pyw",
    "reg",
    "scf",
    "scr",
    "settingcontent-ms",
    "sh",
    "shtml",
    "slk",
    "svg",
    "url",
    "vb",
    "vbe",
    "vbs",
    "website",
    "wsf",
    "wsh",
    "xht",
    "xhtml",
    "xlam",
    "xll",
    "xltm",
];

/// What may be uploaded, by the content itself (not by the name): documents, pictures, sound, film, archives.
/// Anything a browser would run as a page or a machine as a program is refused.
const ACCEPTED: [&str; 27] = [
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/rtf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/heif",
    "image/avif",
    "audio/mpeg",
    "audio/m4a",
    "audio/x-wav",
    "video/mp4",
    "video/quicktime",
    "text/plain",
    "text/csv",
];

/// The media type of the content itself, if it is one of those accepted.
pub(super) fn media_type_of(file: &NewFile) -> Result<&'static str, Problem> {
    let refused = || Problem::new(Kind::Unsupported, "file_type_refused");
    if file.bytes.is_empty() {
        return Err(Problem::new(Kind::Invalid, "file_empty"));
    }
    let found = match infer::get(&file.bytes) {
        Some(kind) => kind.mime_type(),
        None if plain_text(&file.bytes) => {
            if file.name.to_ascii_lowercase().ends_with(".csv") {
                "text/csv"
            } else {
                "text/plain"
            }
        }
        None => return Err(refused()),
    };
    // Whoever downloads it opens it by its name, not by its content.
    let ending = clean_name(&file.name)
        .trim()
        .trim_end_matches('.')
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| RUN.contains(&ending.trim())) {
        return Err(refused());
    }
    ACCEPTED.into_iter().find(|accepted| *accepted == found).ok_or_else(refused)
}

/// Text without control characters that no reader would take for a page.
fn plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    let page =
        ["<!doctype", "<html", "<svg", "<script", "<?xml", "#!"].iter().any(|mark| start.starts_with(mark));
    !page && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

/// A name without paths, control characters and signs that turn the direction of writing.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| !c.is_control() && !is_unseen(*c)).take(MAX_NAME_CHARS).collect();
    if kept.trim().is_empty() { "file".into() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, bytes: &'static [u8]) -> Result<&'static str, &'static str> {
        let file = NewFile { name: name.into(), bytes: bytes::Bytes::from_static(bytes) };
        media_type_of(&file).map_err(|problem| problem.code)
    }

    #[test]
    fn content_decides_what_a_file_is_and_pages_and_programs_are_refused() {
        assert_eq!(kind("报价.pdf", b"%PDF-1.7 ..."), Ok("application/pdf"));
        assert_eq!(kind("a.csv", "姓名,电话\n".as_bytes()), Ok("text/csv"));
        for (name, bytes) in [
            ("a.pdf", b"<html><script>" as &[u8]),
            ("a.png", b"<svg xmlns='x'>"),
            ("a.txt", b"#!/bin/sh\n"),
            ("a.pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0"),
            ("a.txt", b"MZ\x90\0\x03\0\0\0"),
            ("a.txt", b"a\0b"),
            ("a.txt", "\u{feff}<html>".as_bytes()),
            ("offer.pdf.JS", b"alert(1)"),
            ("a.html", b"plain words"),
            ("a.bat.", b"@echo off"),
            ("a.iqy", b"WEB"),
            ("a.htm\u{200b}", b"plain words"),
            ("a.jar", b"PK\x03\x04\0\0\0\0"),
        ] {
            assert_eq!(kind(name, bytes), Err("file_type_refused"), "{name}");
        }
    }

    #[test]
    fn a_name_keeps_no_path() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\a\\合同.pdf"), "合同.pdf");
        assert_eq!(clean_name("\n"), "file");
        assert_eq!(clean_name("合同\u{202e}fdp.txt"), "合同fdp.txt");
    }
}
