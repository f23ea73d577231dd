//! The check characters of Chinese identity numbers.

use jiff::civil::Date;

/// The 31 characters of GB 32100-2015, in the order of their values: digits and capitals without I, O, S, V, Z.
const CREDIT_ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// 统一社会信用代码, GB 32100-2015 clause 5: 18 characters, the last one a check with weights 3^(i-1) mod 31.
pub(super) fn credit_code_holds(code: &str) -> bool {
    if code.len() != 18 {
        return false;
    }
    let values: Option<Vec<usize>> =
        code.bytes().map(|c| CREDIT_ALPHABET.iter().position(|known| *known == c)).collect();
    let Some((check, body)) = values.as_deref().and_then(<[usize]>::split_last) else {
        return false;
    };
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = body.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    (31 - sum % 31) % 31 == *check
}

/// 公民身份号码, GB 11643-1999: six digits of a place, a birthday, three digits, and a check by ISO 7064 MOD 11-2.
pub(super) fn id_number_holds(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let Some((check, body)) = number.as_bytes().split_last() else {
        return false;
    };
    if body.len() != 17 || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS.get((sum % 11) as usize) == Some(check) && birthday_exists(number)
}

fn birthday_exists(number: &str) -> bool {
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<i16>().ok();
    let day = |range| i8::try_from(part(range)?).ok();
    match (part(6..10), day(10..12), day(12..14)) {
        (Some(year), Some(month), Some(day)) => {
            (1800..=2200).contains(&year) && Date::new(year, month, day).is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_codes_carry_a_check_character() {
        // The code of the standard's own publisher's kind: body 91350100M000100Y4 with check 3 (GB 32100-2015 appendix).
        assert!(credit_code_holds("91350100M000100Y43"));
        for bad in ["91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43", "", "９1350100M000100Y4"]
        {
            assert!(!credit_code_holds(bad), "{bad}");
        }
    }

    #[test]
    fn id_numbers_carry_a_check_character_and_a_birthday() {
        // The example of GB 11643-1999.
        assert!(id_number_holds("11010519491231002X"));
        for bad in ["110105194912310021", "11010519491331002X", "11010519491231002x", "1101051949123100", ""]
        {
            assert!(!id_number_holds(bad), "{bad}");
        }
    }
}
