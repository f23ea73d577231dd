//! A certificate of our own for this machine, until the operator brings a real one: made on the first start, and made
//! anew before it runs out.
//!
//! Browsers warn of it. They refuse one that holds for longer than 398 days (the CA/Browser Forum's baseline
//! requirements, section 6.3.2), so it holds for 397 from now.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SanType};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::{TlsError, TlsFiles, certified};

/// Days a new certificate holds.
const DAYS: i64 = 397;
/// With fewer days left a new one is made.
const DAYS_LEFT: i64 = 30;

/// The files in the data directory, with a certificate this machine signs itself for these names: kept while it holds
/// for another 30 days and names them all, otherwise made anew with a fresh key, for the names it had and these.
///
/// # Errors
/// When the files can't be made.
pub fn own_certificate(directory: &Path, names: &[String], now: Timestamp) -> Result<TlsFiles, TlsError> {
    let files = TlsFiles { certificate: directory.join("tls.crt"), key: directory.join("tls.key") };
    // What can't be read, or does not belong together after a crash between the two, is made anew too.
    let found = certified(&files).ok().and_then(|_| Found::read(&files));
    let wanted: BTreeSet<String> = names.iter().cloned().collect();
    if found.as_ref().is_some_and(|found| found.holds(now) && found.names.is_superset(&wanted)) {
        return Ok(files);
    }
    let kept = found.map(|found| found.names).unwrap_or_default();
    make(&files, wanted.union(&kept), now)?;
    tracing::info!("a certificate for this machine was made, with names {}", names.join(", "));
    Ok(files)
}

/// What a certificate says of itself.
struct Found {
    ends: Timestamp,
    names: BTreeSet<String>,
}

impl Found {
    fn read(files: &TlsFiles) -> Option<Self> {
        let der = CertificateDer::from_pem_file(&files.certificate).ok()?;
        let certificate = Certificate::from_der(&der).ok()?.tbs_certificate;
        let ends = certificate.validity.not_after.to_unix_duration().as_secs();
        let names = certificate.get::<SubjectAltName>().ok()?.map(|(_, names)| names.0).unwrap_or_default();
        Some(Self {
            ends: Timestamp::from_second(i64::try_from(ends).ok()?).ok()?,
            names: names.iter().filter_map(text_of).collect(),
        })
    }

    /// Long enough, and no longer than browsers take: earlier versions of the program made some that end in 4096.
    fn holds(&self, now: Timestamp) -> bool {
        let left = self.ends.duration_since(now);
        left >= SignedDuration::from_hours(24 * DAYS_LEFT)
            && left <= SignedDuration::from_hours(24 * (DAYS + 1))
    }
}

fn text_of(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.as_str().into()),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
            v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
                .ok()
                .map(|address| address.to_string())
        }
        _ => None,
    }
}

fn make<'n>(
    files: &TlsFiles,
    names: impl Iterator<Item = &'n String>,
    now: Timestamp,
) -> Result<(), TlsError> {
    let mut params = CertificateParams::new(Vec::<String>::new()).map_err(TlsError::Make)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Kedun on this machine");
    let today = now.to_zoned(TimeZone::UTC).date();
    let day = |days: i64| {
        let day = today.saturating_add(days.days());
        let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        rcgen::date_time_ymd(day.year().into(), month, of_month)
    };
    // Clocks of other machines may be behind ours.
    (params.not_before, params.not_after) = (day(-1), day(DAYS));
    for name in names {
        let san = match name.parse() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(name.clone().try_into().map_err(TlsError::Make)?),
        };
        params.subject_alt_names.push(san);
    }
    let key = KeyPair::generate().map_err(TlsError::Make)?;
    let certificate = params.self_signed(&key).map_err(TlsError::Make)?;
    write_private(&files.key, &key.serialize_pem())?;
    write_private(&files.certificate, &certificate.pem())
}

/// Writes a file whole or not at all, for its owner only.
fn write_private(path: &Path, text: &str) -> Result<(), TlsError> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let beside = path.with_extension("new");
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|source| TlsError::File { path: path.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::server_config;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).into()).collect()
    }

    fn later(now: Timestamp, days: i64) -> Timestamp {
        now + SignedDuration::from_hours(24 * days)
    }

    #[test]
    fn it_is_made_once_works_and_is_made_anew_in_time_with_its_names() {
        let directory = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let at = |days, wanted: &[&str]| {
            let files = own_certificate(directory.path(), &names(wanted), later(now, days)).unwrap();
            server_config(&files, false).unwrap();
            (std::fs::read(&files.certificate).unwrap(), Found::read(&files).unwrap())
        };
        let (first, found) = at(0, &["localhost", "127.0.0.1", "::1", "10.0.0.7"]);
        assert_eq!(found.ends, "2027-12-24T00:00:00Z".parse().unwrap());
        assert_eq!(at(366, &["localhost"]).0, first, "30 days are left");
        let (second, found) = at(367, &["localhost", "127.0.0.1"]);
        assert_ne!(second, first);
        assert_eq!(found.names, names(&["10.0.0.7", "127.0.0.1", "::1", "localhost"]).into_iter().collect());
        assert_eq!(found.ends, later("2026-11-22T00:00:00Z".parse().unwrap(), 367 + DAYS));
        let (third, found) = at(368, &["crm.lan"]);
        assert_ne!(third, second, "a new name is taken up");
        assert!(found.names.contains("crm.lan") && found.names.contains("10.0.0.7"));
    }

    #[test]
    fn what_can_not_be_used_is_made_anew() {
        let directory = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let wanted = names(&["localhost"]);
        let files = own_certificate(directory.path(), &wanted, now).unwrap();
        let old_key = std::fs::read(&files.key).unwrap();
        std::fs::write(&files.certificate, "torn").unwrap();
        own_certificate(directory.path(), &wanted, now).unwrap();
        assert_ne!(std::fs::read(&files.key).unwrap(), old_key);
        // A crash between the two files leaves a key that is another certificate's.
        std::fs::write(&files.key, old_key).unwrap();
        own_certificate(directory.path(), &wanted, now).unwrap();
        server_config(&files, false).unwrap();
    }

    #[test]
    fn one_that_holds_for_longer_than_browsers_take_is_made_anew() {
        let directory = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let wanted = names(&["localhost"]);
        own_certificate(directory.path(), &wanted, later(now, 3650)).unwrap();
        let files = own_certificate(directory.path(), &wanted, now).unwrap();
        assert!(Found::read(&files).unwrap().holds(now));
    }
}
