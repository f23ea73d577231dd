//! TLS: the operator's certificate, or one of our own for this machine until there is one.

mod own;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

pub use own::own_certificate;

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

/// The certificate a server shows. It can be replaced while the server runs; connections that stand keep theirs.
#[derive(Debug)]
pub struct ShownCertificate(RwLock<Arc<CertifiedKey>>);

impl ShownCertificate {
    /// Shows from now on what these files hold now.
    ///
    /// # Errors
    /// When a file can't be read or is not what it should be; the present certificate then stays.
    pub fn reload(&self, files: &TlsFiles) -> Result<(), TlsError> {
        let loaded = Arc::new(certified(files)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }
}

impl ResolvesServerCert for ShownCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// The server's TLS settings: 1.3 only unless 1.2 is asked for, post-quantum key exchange first, HTTP/2 and 1.1; and
/// the certificate they show.
///
/// # Errors
/// When a file can't be read or is not what it should be.
pub fn server_config(
    files: &TlsFiles,
    allow_tls12: bool,
) -> Result<(Arc<ServerConfig>, Arc<ShownCertificate>), TlsError> {
    let shown = Arc::new(ShownCertificate(RwLock::new(Arc::new(certified(files)?))));
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
        .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((Arc::new(config), shown))
}

/// What the files hold, if certificate and key belong together.
fn certified(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|_| TlsError::Content { path: files.certificate.clone(), what: "certificate" })?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|_| TlsError::Content { path: files.key.clone(), what: "private key" })?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    CertifiedKey::from_der(chain, key, &provider).map_err(TlsError::Use)
}
