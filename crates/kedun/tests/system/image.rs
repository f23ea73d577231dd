//! What a core image of a running process would hold: everything in its memory that it may write to.

use std::fs::File;
use std::os::unix::fs::FileExt as _;

use crate::scan::Wanted;

/// How much is read at once; what lies across the edge of two pieces is read twice.
const PIECE: usize = 4 << 20;
const EDGE: usize = 4 << 10;

/// What of the wanted is found, and how many bytes were looked at. Only the superuser may look (`kedun` is not
/// dumpable), which is the first of two defenses: `None` for everybody else.
pub(crate) fn found_in_image(pid: u32, wanted: &Wanted) -> Option<(Vec<String>, usize)> {
    let memory = File::open(format!("/proc/{pid}/mem")).ok()?;
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).ok()?;
    let (mut found, mut seen) = (Vec::new(), 0);
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split_whitespace().next().unwrap().split_once('-').unwrap();
        let mut at = u64::from_str_radix(from, 16).unwrap();
        let end = u64::from_str_radix(to, 16).unwrap();
        while at < end {
            let mut bytes = vec![0; PIECE.min(usize::try_from(end - at).unwrap())];
            // A region may be gone again by now, and the kernel shows some to nobody.
            let Ok(read @ 1..) = memory.read_at(&mut bytes, at) else { break };
            bytes.truncate(read);
            seen += read;
            let places = wanted.found_in(&bytes).into_iter();
            found.extend(places.map(|(text, writing)| format!("{text} as {writing} in {line}")));
            at += if read == PIECE { PIECE - EDGE } else { read } as u64;
        }
    }
    Some((found, seen))
}
