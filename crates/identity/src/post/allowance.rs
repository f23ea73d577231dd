//! How many codes and links one person may be sent. Strangers share what they have, and each known device, session and
//! mailed link has its own: whoever asks for letters in somebody's name can't use up theirs.

use jiff::{SignedDuration, Timestamp};
use store::system::codes::SentRow;

/// How far back what was sent is counted.
pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Of all origins together, within a day: an allowance for each device is not to fill a mailbox.
const OF_ALL_A_DAY: Limit = Limit { most: 50, within: DAY };

/// At most so many within that time.
#[derive(Clone, Copy, Debug)]
struct Limit {
    most: usize,
    within: SignedDuration,
}

/// What may be sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    /// For one known device, session or mailed link.
    own: &'static [Limit],
    /// For all strangers together.
    strangers: &'static [Limit],
    /// For the strangers of one place.
    place: &'static [Limit],
}

/// Codes (NIST SP 800-63B-4 section 3.1.3.2 asks for a limit): one a minute, five an hour, ten a day.
pub(crate) const CODES: Allowance = Allowance {
    own: &[
        Limit { most: 1, within: BETWEEN_CODES },
        Limit { most: 5, within: HOUR },
        Limit { most: 10, within: DAY },
    ],
    strangers: &[
        Limit { most: 1, within: BETWEEN_CODES },
        Limit { most: 5, within: HOUR },
        Limit { most: 10, within: DAY },
    ],
    place: &[],
};

/// Links of one purpose: five an hour, ten a day; for all strangers ten and thirty, three a day for those of one place, so that
/// it takes ten places to use up what strangers have.
pub(crate) const LINKS: Allowance = Allowance {
    own: &[Limit { most: 5, within: HOUR }, Limit { most: 10, within: DAY }],
    strangers: &[Limit { most: 10, within: HOUR }, Limit { most: 30, within: DAY }],
    place: &[Limit { most: 3, within: DAY }],
};

/// Between two codes.
pub(crate) const BETWEEN_CODES: SignedDuration = SignedDuration::from_secs(60);

impl Allowance {
    /// How long whoever is there must wait, if at all, after what was sent, newest first.
    pub(crate) fn wait(
        &self,
        sent: &[SentRow],
        (origin_hash, of_stranger): (&[u8], bool),
        now: Timestamp,
    ) -> Option<SignedDuration> {
        let of_origin = |row: &&SentRow| row.origin_hash == origin_hash;
        let of_strangers = |row: &&SentRow| row.of_stranger;
        let (alone, together) = if of_stranger { (self.place, self.strangers) } else { (self.own, &[][..]) };
        let alone = alone.iter().filter_map(|limit| limit.wait(sent.iter().filter(of_origin), now));
        let together = together.iter().filter_map(|limit| limit.wait(sent.iter().filter(of_strangers), now));
        alone.chain(together).chain(OF_ALL_A_DAY.wait(sent.iter(), now)).max()
    }
}

impl Limit {
    /// How long until the last of so many is old enough.
    fn wait<'a>(self, mut sent: impl Iterator<Item = &'a SentRow>, now: Timestamp) -> Option<SignedDuration> {
        let last = sent.nth(self.most.saturating_sub(1))?;
        let wait = self.within.checked_sub(now.duration_since(last.at))?;
        wait.is_positive().then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: (&[u8], bool) = (b"own device", false);
    const NEAR: (&[u8], bool) = (b"a network", true);
    const FAR: (&[u8], bool) = (b"another network", true);

    fn sent(of: &[(&[u8], bool)]) -> Vec<SentRow> {
        let row = |(origin_hash, of_stranger): &(&[u8], bool)| SentRow {
            at: Timestamp::UNIX_EPOCH,
            origin_hash: origin_hash.to_vec(),
            of_stranger: *of_stranger,
        };
        of.iter().map(row).collect()
    }

    fn wait(allowance: Allowance, of: &[(&[u8], bool)], who: (&[u8], bool), mins: i64) -> Option<i64> {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(mins);
        allowance.wait(&sent(of), who, now).map(|wait| wait.as_mins())
    }

    #[test]
    fn strangers_use_up_their_own_and_nobody_elses() {
        let flood = [FAR; 30];
        assert_eq!(wait(LINKS, &flood, FAR, 5), Some(24 * 60 - 5));
        assert_eq!(wait(LINKS, &flood, NEAR, 5), Some(24 * 60 - 5), "strangers share what they have");
        assert_eq!(wait(LINKS, &flood[..10], NEAR, 5), Some(55));
        assert_eq!(wait(LINKS, &flood, OWN, 5), None);
        assert_eq!(wait(CODES, &flood, OWN, 0), None, "nor does the owner wait a minute for them");
        assert_eq!(wait(CODES, &[OWN; 10], FAR, 0), None);
    }

    #[test]
    fn one_place_gets_three_links_a_day() {
        assert_eq!(wait(LINKS, &[FAR; 2], FAR, 0), None);
        assert_eq!(wait(LINKS, &[FAR; 3], FAR, 60), Some(23 * 60));
        assert_eq!(wait(LINKS, &[FAR; 3], NEAR, 0), None);
    }

    #[test]
    fn the_wait_ends_when_the_last_of_so_many_is_old_enough() {
        assert_eq!(wait(CODES, &[OWN], OWN, 0), Some(1));
        assert_eq!(wait(CODES, &[OWN], OWN, 1), None);
        assert_eq!(wait(CODES, &[OWN; 5], OWN, 20), Some(40));
        assert_eq!(wait(CODES, &[OWN; 5], OWN, 60), None);
        assert_eq!(wait(CODES, &[OWN; 10], OWN, 60), Some(23 * 60));
    }

    #[test]
    fn all_together_end_at_fifty_a_day() {
        let origins: Vec<[u8; 1]> = (0..50).map(|n| [n]).collect();
        let of: Vec<(&[u8], bool)> = origins.iter().map(|origin| (origin.as_slice(), false)).collect();
        assert_eq!(wait(CODES, &of, OWN, 60), Some(23 * 60));
        assert_eq!(wait(CODES, &of[1..], OWN, 60), None);
    }
}
