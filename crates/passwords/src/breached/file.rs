//! The filter's file: a mark, a version, the number of entries, the parts, and a SHA-256 over all of it. Numbers are
//! little-endian. A file that was cut or changed is refused.
//!
//! The sum finds accidents. Whoever may write the file may also build another, so that what is read is checked to
//! be safe to ask, whatever the sum says.

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use xorf::{BinaryFuse16, Descriptor};

use super::{BreachedError, BreachedFilter, PARTS};

const MARK: &[u8; 8] = b"KDBREACH";
const VERSION: u16 = 1;

impl BreachedFilter {
    /// The filter as the bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.entries.to_le_bytes());
        for part in &self.parts {
            let Some(part) = part else {
                bytes.extend_from_slice(&0_u32.to_le_bytes());
                continue;
            };
            // A part has fewer fingerprints than a `u32` counts: its builder counts them so.
            let fingerprints = u32::try_from(part.fingerprints.len()).unwrap_or(u32::MAX);
            let shape = &part.descriptor;
            bytes.extend_from_slice(&fingerprints.to_le_bytes());
            bytes.extend_from_slice(&shape.seed.to_le_bytes());
            bytes.extend_from_slice(&shape.segment_length.to_le_bytes());
            bytes.extend_from_slice(&shape.segment_count_length.to_le_bytes());
            bytes.extend(part.fingerprints.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()));
        }
        let sum = digest(&SHA256, &bytes);
        bytes.extend_from_slice(sum.as_ref());
        bytes
    }

    /// The filter of a file's bytes.
    ///
    /// # Errors
    /// They are no filter, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BreachedError> {
        let body_len = bytes.len().saturating_sub(SHA256_OUTPUT_LEN);
        let (body, sum) = bytes.split_at_checked(body_len).ok_or(BreachedError::Damaged("too short"))?;
        let mut rest = body.strip_prefix(MARK.as_slice()).ok_or(BreachedError::Damaged("no mark"))?;
        let found = u16::from_le_bytes(take(&mut rest)?);
        if found != VERSION {
            return Err(BreachedError::Version { found, expected: VERSION });
        }
        if digest(&SHA256, body).as_ref() != sum {
            return Err(BreachedError::Damaged("its sum does not match"));
        }
        let entries = u64::from_le_bytes(take(&mut rest)?);
        let parts = (0..PARTS).map(|_| part_of_bytes(&mut rest)).collect::<Result<_, _>>()?;
        if !rest.is_empty() {
            return Err(BreachedError::Damaged("something follows the last part"));
        }
        Ok(Self { parts, entries })
    }
}

fn part_of_bytes(rest: &mut &[u8]) -> Result<Option<BinaryFuse16>, BreachedError> {
    let fingerprints = u32::from_le_bytes(take(rest)?);
    if fingerprints == 0 {
        return Ok(None);
    }
    let seed = u64::from_le_bytes(take(rest)?);
    let segment_length = u32::from_le_bytes(take(rest)?);
    let segment_count_length = u32::from_le_bytes(take(rest)?);
    // Invariant: every place a key is looked up at is within the fingerprints (`a_file_with_a_false_shape_is_refused`).
    // The first is below `segment_count_length`, the others in the two segments after it.
    let is_safe = segment_length.is_power_of_two()
        && segment_count_length > 0
        && segment_count_length.is_multiple_of(segment_length)
        && u64::from(segment_count_length) + 2 * u64::from(segment_length) <= u64::from(fingerprints);
    if !is_safe {
        return Err(BreachedError::Damaged("a part has a false shape"));
    }
    let bytes = usize::try_from(fingerprints)
        .ok()
        .and_then(|count| rest.split_at_checked(count.checked_mul(2)?))
        .map(|(bytes, after)| {
            *rest = after;
            bytes
        })
        .ok_or(BreachedError::Damaged("a part is cut"))?;
    let (pairs, _) = bytes.as_chunks::<2>();
    Ok(Some(BinaryFuse16 {
        descriptor: Descriptor {
            seed,
            segment_length,
            segment_length_mask: segment_length - 1,
            segment_count_length,
        },
        fingerprints: pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect(),
    }))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], BreachedError> {
    let (taken, after) = rest.split_first_chunk::<N>().ok_or(BreachedError::Damaged("too short"))?;
    *rest = after;
    Ok(*taken)
}
