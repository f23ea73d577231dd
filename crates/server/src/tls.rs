//! TLS: the operator's certificate, or one of our own for this machine until there is one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SanType};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where the certificate and its key lie, PEM both.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate chain, leaf first.
    pub certificate: PathBuf,
    /// The private key (PKCS#8, SEC 1 or PKCS#1).
    pub key: PathBuf,
}

/// Why TLS can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file holds no usable certificate or key.
    #[error("{path} holds no usable {what}")]
    Content {
        /// The file.
        path: PathBuf,
        /// `certificate` or `private key`.
        what: &'static str,
    },
    /// The certificate could not be made.
    #[error("the certificate could not be made")]
    Make(#[source] rcgen::Error),
    /// Certificate and key do not belong together, or the library refuses them.
    #[error("the certificate can't be used")]
    Use(#[source] rustls::Error),
}

/// The server's TLS settings: 1.3 only unless 1.2 is asked for, post-quantum key exchange first, HTTP/2 and 1.1.
///
/// # Errors
/// When a file can't be read or is not what it should be.
pub fn server_config(files: &TlsFiles, allow_tls12: bool) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|_| TlsError::Content { path: files.certificate.clone(), what: "certificate" })?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|_| TlsError::Content { path: files.key.clone(), what: "private key" })?;
    let versions: &[&rustls::SupportedProtocolVersion] = if allow_tls12 {
        &[&rustls::version::TLS13, &rustls::version::TLS12]
    } else {
        &[&rustls::version::TLS13]
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(TlsError::Use)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Use)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// The files in the data directory, made on the first start: a certificate this machine signs itself for
/// `localhost`, its loopback addresses and the address listened on. Browsers warn of it until the operator
/// brings a real one.
///
/// # Errors
/// When the files can't be made.
pub fn own_certificate(directory: &Path, names: &[String]) -> Result<TlsFiles, TlsError> {
    let files = TlsFiles { certificate: directory.join("tls.crt"), key: directory.join("tls.key") };
    if files.certificate.exists() && files.key.exists() {
        return Ok(files);
    }
    let mut params = CertificateParams::new(Vec::<String>::new()).map_err(TlsError::Make)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Kedun on this machine");
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
    write_private(&files.certificate, &certificate.pem())?;
    Ok(files)
}

fn write_private(path: &Path, text: &str) -> Result<(), TlsError> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|source| TlsError::File { path: path.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_certificate_is_made_once_and_works() {
        let directory = tempfile::tempdir().unwrap();
        let names = ["localhost".into(), "127.0.0.1".into()];
        let files = own_certificate(directory.path(), &names).unwrap();
        let first = std::fs::read(&files.certificate).unwrap();
        server_config(&files, false).unwrap();
        own_certificate(directory.path(), &names).unwrap();
        assert_eq!(std::fs::read(&files.certificate).unwrap(), first);
    }
}
